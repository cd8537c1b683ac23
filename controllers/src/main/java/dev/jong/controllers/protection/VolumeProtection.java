package dev.jong.controllers.protection;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;

/// Holds a volume by `kubernetes.io/pv-protection` as long as it is bound.
public final class VolumeProtection implements Reconciler<PersistentVolume> {
    private static final String FINALIZER = "kubernetes.io/pv-protection";

    private final ResourceClient<PersistentVolume> volumes;

    private VolumeProtection(ControllerContext context) {
        this.volumes = context.client().resources(PersistentVolume.KIND);
    }

    public static Controller<PersistentVolume> controller(ControllerContext context) {
        return Controller.of("pvprotection", PersistentVolume.KIND, new VolumeProtection(context))
                .build();
    }

    @Override
    public Outcome reconcile(PersistentVolume volume) {
        boolean held = Finalizers.has(volume.metadata(), FINALIZER);
        if (volume.metadata().deletionTimestamp() == null) {
            if (!held) {
                volumes.update(
                        volume.mapMetadata(metadata -> Finalizers.with(metadata, FINALIZER)));
            }
        } else if (held && !"Bound".equals(volume.status().phase())) {
            volumes.update(volume.mapMetadata(metadata -> Finalizers.without(metadata, FINALIZER)));
        }
        return Outcome.done();
    }
}
