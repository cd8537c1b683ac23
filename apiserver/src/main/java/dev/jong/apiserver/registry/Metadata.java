package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.names.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the server itself does to `metadata`.
final class Metadata {
    private Metadata() {}

    /// Empty when absent.
    static String name(ObjectMeta metadata) {
        var name = metadata.name();
        return name == null ? "" : name;
    }

    /// Empty when absent.
    static String namespace(ObjectMeta metadata) {
        var namespace = metadata.namespace();
        return namespace == null ? "" : namespace;
    }

    static long generation(ObjectMeta metadata) {
        return metadata.generation();
    }

    @SuppressWarnings("unchecked")
    static <T extends KubernetesObject> T with(T object, ObjectMeta metadata) {
        return (T) object.withMetadata(metadata);
    }

    static <T extends KubernetesObject> T map(T object, UnaryOperator<ObjectMeta> change) {
        return with(object, change.apply(object.metadata()));
    }

    /// Checks the object's namespace against that of the request, and sets it when absent.
    static <T extends KubernetesObject> T inNamespace(
            T object, String namespace, boolean namespaced) {
        var own = namespace(object.metadata());
        if (!namespaced) {
            return own.isEmpty() ? object : map(object, metadata -> metadata.withNamespace(null));
        }
        if (own.isEmpty()) {
            if (namespace.isEmpty()) {
                throw ApiException.badRequest("an empty namespace may not be set during creation");
            }
            return map(object, metadata -> metadata.withNamespace(namespace));
        }
        if (!own.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return object;
    }

    /// A new object before plugins see it: what it may not bring along is dropped.
    static ObjectMeta unborn(ObjectMeta metadata) {
        return metadata.toBuilder()
                .uid(null)
                .creationTimestamp(null)
                .deletionTimestamp(null)
                .deletionGracePeriodSeconds(null)
                .selfLink(null)
                .resourceVersion(null)
                .build();
    }

    /// What a new object gets: identity and time.
    static ObjectMeta born(ObjectMeta metadata, Instant now, RandomGenerator random) {
        var named =
                name(metadata).isEmpty() && metadata.generateName() != null
                        ? metadata.withName(Names.generate(metadata.generateName(), random))
                        : metadata;
        return named.toBuilder()
                .uid(UUID.randomUUID().toString())
                .creationTimestamp(now.truncatedTo(ChronoUnit.SECONDS))
                .deletionTimestamp(null)
                .deletionGracePeriodSeconds(null)
                .selfLink(null)
                .resourceVersion(null)
                .build();
    }

    private static <V> @Nullable V set(@Nullable V now, @Nullable V old) {
        return now == null ? old : now;
    }

    /// What an update need not say again, taken from the stored object; that it says nothing else
    /// is checked later.
    static ObjectMeta kept(ObjectMeta now, ObjectMeta old) {
        var uid = now.uid();
        return now.toBuilder()
                .uid(uid == null || uid.isEmpty() ? old.uid() : uid)
                .creationTimestamp(old.creationTimestamp())
                .deletionTimestamp(set(old.deletionTimestamp(), now.deletionTimestamp()))
                .deletionGracePeriodSeconds(
                        set(now.deletionGracePeriodSeconds(), old.deletionGracePeriodSeconds()))
                .generation(old.generation())
                .generateName(now.generateName() == null ? old.generateName() : now.generateName())
                .selfLink(null)
                .resourceVersion(old.resourceVersion())
                .build();
    }
}
