package dev.jong.reconcile;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.client.ObjectKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Owner references.
public final class Owners {
    private Owners() {}

    /// The one owner that controls the object.
    public static Optional<OwnerReference> controllerOf(KubernetesObject object) {
        return object.metadata().ownerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.controller()))
                .findFirst();
    }

    public static boolean controls(KubernetesObject owner, KubernetesObject object) {
        return controllerOf(object)
                .filter(reference -> reference.uid().equals(owner.metadata().uid()))
                .isPresent();
    }

    /// Whether the object has no controller at all.
    public static boolean isOrphan(KubernetesObject object) {
        return controllerOf(object).isEmpty();
    }

    /// A reference that makes `owner` the controller and keeps it from going before its dependents.
    public static OwnerReference controlledBy(KubernetesObject owner) {
        return OwnerReference.builder()
                .apiVersion(owner.kind().apiVersion())
                .kind(owner.kind().name())
                .name(Objects.requireNonNullElse(owner.metadata().name(), ""))
                .uid(Objects.requireNonNullElse(owner.metadata().uid(), ""))
                .controller(true)
                .blockOwnerDeletion(true)
                .build();
    }

    /// Where the controller of an object is, if it is of that kind (in any version).
    static List<ObjectKey> controllerKey(KubernetesObject object, Kind<?> kind) {
        var owner = controllerOf(object).orElse(null);
        if (owner == null
                || !owner.kind().equals(kind.name())
                || !group(owner).equals(kind.group())) {
            return List.of();
        }
        var namespace = Objects.requireNonNullElse(object.metadata().namespace(), "");
        return List.of(new ObjectKey(kind.namespaced() ? namespace : "", owner.name()));
    }

    private static String group(OwnerReference owner) {
        int slash = owner.apiVersion().indexOf('/');
        return slash < 0 ? "" : owner.apiVersion().substring(0, slash);
    }
}
