package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.Annotations;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Says what state volumes are in, and takes them back once their claim is gone.
public final class VolumeReconciler implements Reconciler<PersistentVolume> {
    private final Informer<PersistentVolumeClaim> known;
    private final ResourceClient<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> byClaim;
    private final VolumeWriter writer;
    private final Reclaiming reclaiming;
    private final EventRecorder events;

    private VolumeReconciler(ControllerContext context) {
        this.known = context.informers().of(PersistentVolumeClaim.KIND);
        this.claims = context.client().resources(PersistentVolumeClaim.KIND);
        this.byClaim =
                context.informers()
                        .of(PersistentVolume.KIND)
                        .index("claim", VolumeReconciler::claimKeys);
        this.events = context.recorder(ClaimReconciler.COMPONENT);
        this.writer = new VolumeWriter(context.client(), events, context.clock());
        this.reclaiming = new Reclaiming(context, writer, events);
    }

    public static Controller<PersistentVolume> controller(ControllerContext context) {
        var reconciler = new VolumeReconciler(context);
        return Controller.of(
                        ClaimReconciler.COMPONENT + "-volumes", PersistentVolume.KIND, reconciler)
                .watches(PersistentVolumeClaim.KIND, reconciler::volumes)
                .watches(Pod.KIND, Recycler::volumes)
                .resync(ClaimReconciler.RESYNC)
                .build();
    }

    static ObjectKey key(ObjectReference claim) {
        return new ObjectKey(
                Objects.requireNonNullElse(claim.namespace(), ""),
                Objects.requireNonNullElse(claim.name(), ""));
    }

    private static List<String> claimKeys(PersistentVolume volume) {
        var claim = volume.spec().claimRef();
        return claim == null ? List.of() : List.of(key(claim).toString());
    }

    /// The volumes that name a claim, and the one that it names.
    private List<ObjectKey> volumes(PersistentVolumeClaim claim) {
        var volumes = new ArrayList<ObjectKey>();
        byClaim.of(ObjectKey.of(claim).toString()).forEach(each -> volumes.add(ObjectKey.of(each)));
        var taken = claim.spec().volumeName();
        if (taken != null) {
            volumes.add(new ObjectKey("", taken));
        }
        return volumes;
    }

    @Override
    public Outcome reconcile(PersistentVolume seen) {
        var volume = writer.write(seen, seen.mapMetadata(Provisioners::volumeMigrated));
        switch (VolumeStep.next(volume, claimOf(volume))) {
            case VolumeStep.Offer() -> writer.phase(volume, "Available");
            case VolumeStep.Bind() -> writer.phase(volume, "Bound");
            case VolumeStep.Leave() -> {}
            case VolumeStep.Reclaim() -> reclaim(volume);
            case VolumeStep.Unbind() -> unbind(volume);
            case VolumeStep.Mismatch(var claim) -> tell(volume, claim);
        }
        return Outcome.done();
    }

    /// The server is asked too, before a volume is taken from a claim that is not known here.
    private @Nullable PersistentVolumeClaim claimOf(PersistentVolume volume) {
        var reference = volume.spec().claimRef();
        if (reference == null || reference.uid() == null) {
            return null;
        }
        var key = key(reference);
        return known.find(key)
                .filter(claim -> isNamed(reference, claim))
                .or(() -> Reclaiming.isBegun(volume) ? known.find(key) : claims.find(key))
                .filter(claim -> isNamed(reference, claim))
                .orElse(null);
    }

    private static boolean isNamed(ObjectReference reference, PersistentVolumeClaim claim) {
        return Objects.equals(reference.uid(), claim.metadata().uid());
    }

    private void reclaim(PersistentVolume volume) {
        var released = Reclaiming.isBegun(volume) ? volume : writer.phase(volume, "Released");
        if (reclaiming.reclaim(released) == Reclaiming.Result.EMPTY_AGAIN) {
            unbind(released);
        }
    }

    private void unbind(PersistentVolume volume) {
        writer.phase(writer.write(volume, unbound(volume)), "Available");
    }

    /// A volume that the user reserved for a claim stays reserved.
    static PersistentVolume unbound(PersistentVolume volume) {
        return volume.metadata().annotations().containsKey(VolumeMatch.BOUND_BY_CONTROLLER)
                ? volume.mapSpec(spec -> spec.withClaimRef(null))
                        .mapMetadata(metadata ->
                                Annotations.without(metadata, VolumeMatch.BOUND_BY_CONTROLLER))
                : volume.mapSpec(spec -> spec.mapClaimRef(reference -> reference.withUid(null)));
    }

    private void tell(PersistentVolume volume, PersistentVolumeClaim claim) {
        events.warning(
                volume,
                "VolumeMismatch",
                "Cannot bind PersistentVolume to requested PersistentVolumeClaim \""
                        + claim.name()
                        + "\" due to incompatible volumeMode.");
        events.warning(
                claim,
                "VolumeMismatch",
                "Cannot bind PersistentVolume \""
                        + volume.name()
                        + "\" to requested PersistentVolumeClaim due to incompatible volumeMode.");
    }
}
