package dev.jong.api.rules;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.selector.LabelSelectors;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which volume is for which claim: asked by the volume controller and by the scheduler.
public final class VolumeMatch {
    /// On a claim: the controller has finished to bind it.
    public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";

    /// On a claim or a volume: not the user but the controller chose the other half.
    public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

    /// On a claim: the node for which the scheduler wants the volume made.
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private static final String STORAGE = "storage";
    private static final String FILESYSTEM = "Filesystem";

    private VolumeMatch() {}

    /// What a claim gets from the volumes there are.
    ///
    /// @param preboundOnly only a volume that names the claim already
    /// @param reachable what else a volume must be
    public record Search(boolean preboundOnly, Predicate<PersistentVolume> reachable) {}

    /// Whether the volume names the claim; one that names it without a uid counts.
    public static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        var reference = volume.spec().claimRef();
        return reference != null
                && claim.name().equals(reference.name())
                && Objects.equals(claim.metadata().namespace(), reference.namespace())
                && (reference.uid() == null || reference.uid().equals(claim.metadata().uid()));
    }

    /// Whether the claim has its volume for good.
    public static boolean isBound(PersistentVolumeClaim claim) {
        return claim.spec().volumeName() != null
                && claim.metadata().annotations().containsKey(BIND_COMPLETED);
    }

    /// The volume that names the claim, else the smallest that suits it.
    public static Optional<PersistentVolume> best(
            PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, Search search) {
        PersistentVolume best = null;
        for (var volume : volumes) {
            if (volume.spec().claimRef() != null && !isFor(volume, claim)
                    || volume.metadata().deletionTimestamp() != null
                    || !suits(volume, claim)) {
                continue;
            }
            if (isFor(volume, claim)) {
                return search.reachable().test(volume) ? Optional.of(volume) : Optional.empty();
            }
            if (!search.preboundOnly()
                    && isOffered(volume, claim)
                    && search.reachable().test(volume)
                    && (best == null || size(volume).compareTo(size(best)) < 0)) {
                best = volume;
            }
        }
        return Optional.ofNullable(best);
    }

    /// What must hold even for a volume that names the claim.
    private static boolean suits(PersistentVolume volume, PersistentVolumeClaim claim) {
        return size(volume).compareTo(wanted(claim)) >= 0
                && sameMode(volume, claim)
                && sameAttributes(volume, claim)
                && volume.spec().accessModes().containsAll(claim.spec().accessModes());
    }

    /// What must hold for a volume that names no claim.
    private static boolean isOffered(PersistentVolume volume, PersistentVolumeClaim claim) {
        var selector = claim.spec().selector();
        return "Available".equals(volume.status().phase())
                && (selector == null
                        || LabelSelectors.of(selector).matches(volume.metadata().labels()))
                && StorageClasses.of(volume).equals(StorageClasses.of(claim));
    }

    /// Why a claim that names this volume cannot have it, in upstream's words; null if it can.
    public static @Nullable String misfit(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (volume.metadata().deletionTimestamp() != null) {
            return "the volume is marked for deletion \"" + volume.name() + "\"";
        }
        if (size(volume).value() < wanted(claim).value()) {
            return "requested PV is too small";
        }
        if (!StorageClasses.of(volume).equals(StorageClasses.of(claim))) {
            return "storageClassName does not match";
        }
        if (!sameAttributes(volume, claim)) {
            return "volumeAttributesClassName does not match";
        }
        if (!sameMode(volume, claim)) {
            return "incompatible volumeMode";
        }
        return volume.spec().accessModes().containsAll(claim.spec().accessModes())
                ? null
                : "incompatible accessMode";
    }

    /// Block or file system; absent means the latter.
    public static boolean sameMode(PersistentVolume volume, PersistentVolumeClaim claim) {
        return Objects.requireNonNullElse(volume.spec().volumeMode(), FILESYSTEM)
                .equals(Objects.requireNonNullElse(claim.spec().volumeMode(), FILESYSTEM));
    }

    private static boolean sameAttributes(PersistentVolume volume, PersistentVolumeClaim claim) {
        return Objects.requireNonNullElse(volume.spec().volumeAttributesClassName(), "")
                .equals(Objects.requireNonNullElse(claim.spec().volumeAttributesClassName(), ""));
    }

    /// Whether the volume can be used on the node, by its node affinity.
    public static boolean reachable(PersistentVolume volume, Node node) {
        var affinity = volume.spec().nodeAffinity();
        var required = affinity == null ? null : affinity.required();
        return required == null
                || NodeSelection.matches(required, node.name(), node.metadata().labels());
    }

    public static Quantity size(PersistentVolume volume) {
        return volume.spec().capacity().getOrDefault(STORAGE, Quantity.ZERO);
    }

    public static Quantity wanted(PersistentVolumeClaim claim) {
        return claim.spec().resources().requests().getOrDefault(STORAGE, Quantity.ZERO);
    }

    /// The volume with the claim's name in it; the same object if nothing was to change.
    public static PersistentVolume bound(PersistentVolume volume, PersistentVolumeClaim claim) {
        var reference = volume.spec().claimRef();
        boolean chosen = !isFor(volume, claim);
        var bound = volume;
        if (reference == null || !isFor(volume, claim) || reference.uid() == null) {
            var claimant =
                    ObjectReference.builder()
                            .kind(claim.kind().name())
                            .apiVersion(claim.kind().apiVersion())
                            .namespace(claim.metadata().namespace())
                            .name(claim.name())
                            .uid(claim.metadata().uid())
                            .resourceVersion(claim.metadata().resourceVersion())
                            .build();
            bound = bound.mapSpec(spec -> spec.withClaimRef(claimant));
        }
        return chosen && !bound.metadata().annotations().containsKey(BOUND_BY_CONTROLLER)
                ? bound.mapMetadata(
                        metadata -> Annotations.with(metadata, BOUND_BY_CONTROLLER, "yes"))
                : bound;
    }
}
