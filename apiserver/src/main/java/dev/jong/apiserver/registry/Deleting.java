package dev.jong.apiserver.registry;

import dev.jong.api.GroupKind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.registry.StoredVerbs.Surroundings;
import dev.jong.apiserver.watch.Version;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// delete of one resource: at once, or by marking an object that finalizers or a grace period still
/// keep.
final class Deleting<T extends KubernetesObject> {
    static final String ORPHAN = "orphan";
    static final String FOREGROUND = "foregroundDeletion";
    private static final List<String> POLICIES =
            List.of("Foreground", "Background", "Orphan", "nil");

    private final Resource<T> resource;
    private final ObjectStore<T> objects;
    private final Surroundings around;
    private final Allocation<T> allocation;
    private final Preconditions<T> preconditions;
    private final AdmissionRequests requests;

    Deleting(
            Resource<T> resource,
            ObjectStore<T> objects,
            Surroundings around,
            Allocation<T> allocation) {
        this.resource = resource;
        this.objects = objects;
        this.around = around;
        this.allocation = allocation;
        this.preconditions = new Preconditions<>(resource, objects.groupResource());
        this.requests = new AdmissionRequests(resource.kind());
    }

    Deletion<T> delete(String namespace, String name, DeleteOptions options, WriteOptions write) {
        check(options);
        while (true) {
            var current = objects.get(namespace, name);
            preconditions.checkDelete(current.object(), options);
            if (!write.admitted()) {
                var request = requests.delete(current.object(), options, write);
                around.admission().mutate(request, current.object());
                around.admission().validate(request);
            }
            var done = tryDelete(current, options, write);
            if (done.isPresent()) {
                return done.get();
            }
        }
    }

    /// Whether nothing keeps an object any more whose deletion has begun.
    boolean finished(T object) {
        var metadata = object.metadata();
        var grace = metadata.deletionGracePeriodSeconds();
        return metadata.deletionTimestamp() != null
                && metadata.finalizers().isEmpty()
                && (grace == null || grace == 0)
                && !resource.ending().held().test(object);
    }

    /// Takes the object out of the store; empty when it changed meanwhile.
    Optional<Version<T>> remove(Version<T> current) {
        var gone = objects.delete(current);
        gone.ifPresent(_ -> allocation.done(null, current.object()));
        return gone;
    }

    private Optional<Deletion<T>> tryDelete(
            Version<T> current, DeleteOptions options, WriteOptions write) {
        var old = current.object();
        var marked = marked(old, options);
        if (marked == null) {
            return write.dryRun()
                    ? Optional.of(new Deletion<>(current, true))
                    : remove(current).map(gone -> new Deletion<>(gone, true));
        }
        if (marked.equals(old)) {
            return Optional.of(new Deletion<>(current, false));
        }
        boolean gone = finished(marked);
        if (write.dryRun()) {
            return Optional.of(new Deletion<>(objects.unstored(marked, current), gone));
        }
        var version = objects.update(marked, current);
        return gone
                ? version.flatMap(this::removeMarked)
                : version.map(waiting -> new Deletion<>(waiting, false));
    }

    /// Removes what was marked just now; who else removed it meanwhile did what was asked.
    private Optional<Deletion<T>> removeMarked(Version<T> marked) {
        var last = remove(marked);
        var metadata = marked.object().metadata();
        if (last.isEmpty()
                && objects.find(namespace(metadata), Metadata.name(metadata)).isEmpty()) {
            last = Optional.of(marked);
        }
        return last.map(version -> new Deletion<>(version, true));
    }

    private static String namespace(ObjectMeta metadata) {
        return Objects.requireNonNullElse(metadata.namespace(), "");
    }

    /// The object as it is to wait for its end, or as those who watch are to see it last when its
    /// resource knows grace periods; null when it can go as it is.
    private @Nullable T marked(T old, DeleteOptions options) {
        var metadata = old.metadata();
        if (metadata.deletionTimestamp() != null) {
            var grace = metadata.deletionGracePeriodSeconds();
            return grace != null && grace > 0
                    ? shortened(old, grace, options)
                    : stillWaiting(old, finalizers(metadata, options));
        }
        var ending = resource.ending();
        var now = around.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        var waiting = ending.begin().apply(old, now);
        var period = resource.gracePeriod().apply(old, options.gracePeriodSeconds());
        long grace = period == null ? 0 : period;
        var finalizers =
                ending.heedsPolicy()
                        ? finalizers(waiting.metadata(), options)
                        : waiting.metadata().finalizers();
        if (finalizers.isEmpty() && period == null && !ending.held().test(waiting)) {
            return null;
        }
        long generation = Metadata.generation(metadata);
        return Metadata.map(
                waiting,
                meta ->
                        meta.toBuilder()
                                .finalizers(finalizers)
                                .deletionTimestamp(now.plusSeconds(grace))
                                .deletionGracePeriodSeconds(
                                        ending.inPlace() ? null : Long.valueOf(grace))
                                .generation(
                                        generation > 0 && !ending.inPlace()
                                                ? generation + 1
                                                : meta.generation())
                                .build());
    }

    /// An object whose deletion has begun under what keeps it from now on; null when nothing does.
    /// While something besides finalizers holds it nothing changes.
    private @Nullable T stillWaiting(T old, List<String> finalizers) {
        if (resource.ending().held().test(old)) {
            return old;
        }
        return finalizers.isEmpty()
                ? null
                : Metadata.map(old, meta -> meta.withFinalizers(finalizers));
    }

    /// A second delete may only make the time shorter, and a time that is over already ends now:
    /// after one second more, unless none was asked for.
    private T shortened(T old, long grace, DeleteOptions options) {
        var asked = options.gracePeriodSeconds();
        var due = old.metadata().deletionTimestamp();
        if (asked == null || due == null) {
            return old;
        }
        long wanted = asked < 0 ? 1 : asked;
        if (wanted >= grace) {
            return old;
        }
        var now = around.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        var moved = due.minusSeconds(grace - wanted);
        boolean over = moved.isBefore(now);
        return Metadata.map(
                old,
                meta ->
                        meta.toBuilder()
                                .deletionTimestamp(over ? now : moved)
                                .deletionGracePeriodSeconds(over ? Math.min(wanted, 1) : wanted)
                                .build());
    }

    private List<String> finalizers(ObjectMeta metadata, DeleteOptions options) {
        var policy = options.propagationPolicy();
        var finalizers = new ArrayList<>(metadata.finalizers());
        if (policy == null && options.orphanDependents() == null) {
            boolean decided = finalizers.contains(ORPHAN) || finalizers.contains(FOREGROUND);
            if (resource.orphansDependents() && !decided) {
                finalizers.add(ORPHAN);
            }
            return finalizers;
        }
        finalizers.remove(ORPHAN);
        finalizers.remove(FOREGROUND);
        if ("Orphan".equals(policy) || Boolean.TRUE.equals(options.orphanDependents())) {
            finalizers.add(ORPHAN);
        } else if ("Foreground".equals(policy)) {
            finalizers.add(FOREGROUND);
        }
        return finalizers;
    }

    /// Refuses what a deletion may not ask.
    static void check(DeleteOptions options) {
        var policy = options.propagationPolicy();
        var errors = new FieldErrors();
        var path = FieldPath.of("propagationPolicy");
        if (policy != null && options.orphanDependents() != null) {
            errors.invalid(
                    path, policy, "orphanDependents and deletionPropagation cannot be both set");
        }
        if (policy != null && !POLICIES.contains(policy)) {
            errors.notSupported(path, policy, POLICIES);
        }
        var dry = options.dryRun();
        if (!dry.isEmpty() && !Set.of("All").containsAll(dry)) {
            errors.notSupported(FieldPath.of("dryRun"), dry, List.of("All"));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(
                    new GroupKind("meta.k8s.io", "DeleteOptions"), "", errors.list());
        }
    }
}
