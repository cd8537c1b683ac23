package dev.jong.controllers.volumeexpand;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells on a claim that asks for more than it has who is to see to that: always a driver's own
/// controller, no volume type here can be expanded without.
public final class VolumeExpansion implements Reconciler<PersistentVolumeClaim> {
    private static final String STORAGE = "storage";
    private static final int WORKERS = 10;

    private final Informer<PersistentVolume> volumes;
    private final EventRecorder events;

    private VolumeExpansion(ControllerContext context) {
        this.volumes = context.informers().of(PersistentVolume.KIND);
        this.events = context.recorder("volume_expand");
    }

    public static Controller<PersistentVolumeClaim> controller(ControllerContext context) {
        return Controller.of(
                        "volume_expand", PersistentVolumeClaim.KIND, new VolumeExpansion(context))
                .onlyWhen(VolumeExpansion::asksForMore)
                .workers(WORKERS)
                .build();
    }

    private static boolean asksForMore(
            @Nullable PersistentVolumeClaim before, @Nullable PersistentVolumeClaim now) {
        return now != null
                && "Bound".equals(now.status().phase())
                && (before == null
                        || VolumeMatch.wanted(now).compareTo(VolumeMatch.wanted(before)) > 0
                        || !Objects.equals(before.status().phase(), now.status().phase()))
                && VolumeMatch.wanted(now).compareTo(size(now)) > 0;
    }

    private static Quantity size(PersistentVolumeClaim claim) {
        return claim.status().capacity().getOrDefault(STORAGE, Quantity.ZERO);
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim claim) {
        var volume = volumes.find("", Objects.requireNonNullElse(claim.spec().volumeName(), ""));
        if (volume.filter(found -> VolumeMatch.isFor(found, claim)).isEmpty()) {
            return Outcome.failed("the claim's volume is not bound to it");
        }
        if (VolumeMatch.wanted(claim).compareTo(size(claim)) > 0) {
            var waiting = "waiting for an external controller to expand this PVC";
            if (volume.get().spec().csi() == null) {
                events.warning(claim, "ExternalExpanding", waiting);
            } else {
                events.normal(claim, "ExternalExpanding", waiting);
            }
        }
        return Outcome.done();
    }
}
