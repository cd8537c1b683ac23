package dev.jong.controllers.protection;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.storage.v1.VolumeAttributesClass;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Holds a class of volume attributes by `kubernetes.io/vac-protection` as long as a volume or a
/// claim names it.
public final class AttributesClassProtection implements Reconciler<VolumeAttributesClass> {
    private static final String FINALIZER = "kubernetes.io/vac-protection";

    private final Lister<PersistentVolume> volumesByClass;
    private final Lister<PersistentVolumeClaim> claimsByClass;
    private final ResourceClient<VolumeAttributesClass> classes;

    private AttributesClassProtection(ControllerContext context) {
        Informer<PersistentVolume> volumes = context.informers().of(PersistentVolume.KIND);
        Informer<PersistentVolumeClaim> claims = context.informers().of(PersistentVolumeClaim.KIND);
        this.volumesByClass =
                volumes.index("attributes-class", AttributesClassProtection::ofVolume);
        this.claimsByClass = claims.index("attributes-class", AttributesClassProtection::ofClaim);
        this.classes = context.client().resources(VolumeAttributesClass.KIND);
    }

    public static Controller<VolumeAttributesClass> controller(ControllerContext context) {
        return Controller.of(
                        "vacprotection",
                        VolumeAttributesClass.KIND,
                        new AttributesClassProtection(context))
                .on(
                        PersistentVolume.KIND,
                        (before, _) -> before == null ? List.of() : keys(ofVolume(before)))
                .on(
                        PersistentVolumeClaim.KIND,
                        (before, _) -> before == null ? List.of() : keys(ofClaim(before)))
                .build();
    }

    private static List<String> ofVolume(PersistentVolume volume) {
        var name = volume.spec().volumeAttributesClassName();
        return name == null ? List.of() : List.of(name);
    }

    /// The class it wants, the one it has, and the one it is on its way to.
    private static List<String> ofClaim(PersistentVolumeClaim claim) {
        var change = claim.status().modifyVolumeStatus();
        return Stream.of(
                        claim.spec().volumeAttributesClassName(),
                        claim.status().currentVolumeAttributesClassName(),
                        change == null ? null : change.targetVolumeAttributesClassName())
                .filter(Objects::nonNull)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static List<ObjectKey> keys(List<String> names) {
        return names.stream().map(name -> new ObjectKey("", name)).toList();
    }

    @Override
    public Outcome reconcile(VolumeAttributesClass attributes) {
        boolean held = Finalizers.has(attributes.metadata(), FINALIZER);
        if (attributes.metadata().deletionTimestamp() == null) {
            if (!held) {
                classes.update(
                        attributes.mapMetadata(metadata -> Finalizers.with(metadata, FINALIZER)));
            }
        } else if (held && !isUsed(attributes)) {
            classes.update(
                    attributes.mapMetadata(metadata -> Finalizers.without(metadata, FINALIZER)));
        }
        return Outcome.done();
    }

    private boolean isUsed(VolumeAttributesClass attributes) {
        var name = attributes.name();
        return !volumesByClass.of(name).isEmpty() || !claimsByClass.of(name).isEmpty();
    }
}
