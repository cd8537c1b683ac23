package dev.jong.controllers.persistentvolume;

import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.Annotations;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who makes volumes. All are outside this process; those that once were built into Kubernetes are
/// served by the CSI driver that took over.
final class Provisioners {
    /// On a claim: who is to make its volume.
    static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";

    /// On a volume: who made it.
    static final String MADE_BY = "pv.kubernetes.io/provisioned-by";

    private static final String PROVISIONER_BETA = "volume.beta.kubernetes.io/storage-provisioner";
    private static final String MIGRATED_TO = "pv.kubernetes.io/migrated-to";
    private static final String BUILT_IN = "kubernetes.io/";

    private static final Map<String, String> DRIVERS =
            Map.of(
                    "kubernetes.io/aws-ebs", "ebs.csi.aws.com",
                    "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
                    "kubernetes.io/azure-disk", "disk.csi.azure.com",
                    "kubernetes.io/azure-file", "file.csi.azure.com",
                    "kubernetes.io/cinder", "cinder.csi.openstack.org",
                    "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com",
                    "kubernetes.io/portworx-volume", "pxd.portworx.com");

    private Provisioners() {}

    /// Who really serves a class' provisioner; null if nobody does.
    static @Nullable String external(String provisioner) {
        var driver = DRIVERS.get(provisioner);
        if (driver != null) {
            return driver;
        }
        return provisioner.startsWith(BUILT_IN) ? null : provisioner;
    }

    /// Whether the volume is deleted by whoever made it, outside.
    static boolean madeOutside(ObjectMeta volume) {
        var maker = volume.annotations().getOrDefault(MADE_BY, "");
        return !volume.annotations().getOrDefault(MIGRATED_TO, "").isEmpty()
                || (!maker.isEmpty() && !maker.startsWith(BUILT_IN));
    }

    /// A claim's metadata that calls for the provisioner.
    static ObjectMeta called(ObjectMeta claim, String provisioner) {
        return Objects.equals(claim.annotations().get(PROVISIONER), provisioner)
                ? claim
                : claimMigrated(
                        Annotations.with(
                                Annotations.with(claim, PROVISIONER_BETA, provisioner),
                                PROVISIONER,
                                provisioner));
    }

    /// The metadata with the driver that took over, where one did; the same object if that is so
    /// already.
    static ObjectMeta claimMigrated(ObjectMeta claim) {
        var annotations = claim.annotations();
        return migrated(
                claim, annotations.getOrDefault(PROVISIONER, annotations.get(PROVISIONER_BETA)));
    }

    static ObjectMeta volumeMigrated(ObjectMeta volume) {
        return migrated(volume, volume.annotations().get(MADE_BY));
    }

    private static ObjectMeta migrated(ObjectMeta metadata, @Nullable String provisioner) {
        if (provisioner == null) {
            return metadata;
        }
        var driver = DRIVERS.get(provisioner);
        if (Objects.equals(driver, metadata.annotations().get(MIGRATED_TO))) {
            return metadata;
        }
        return driver == null
                ? Annotations.without(metadata, MIGRATED_TO)
                : Annotations.with(metadata, MIGRATED_TO, driver);
    }
}
