package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.core.v1.AzureDiskVolumeSource;
import dev.jong.api.core.v1.DownwardAPIVolumeFile;
import dev.jong.api.core.v1.EmptyDirVolumeSource;
import dev.jong.api.core.v1.EphemeralVolumeSource;
import dev.jong.api.core.v1.HostPathVolumeSource;
import dev.jong.api.core.v1.ProjectedVolumeSource;
import dev.jong.api.core.v1.RBDVolumeSource;
import dev.jong.api.core.v1.ScaleIOVolumeSource;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeProjection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a Pod's volume gets that does not say otherwise.
final class VolumeDefaults {
    /// `rw-r--r--`
    private static final int FILE_MODE = 0644;

    private VolumeDefaults() {}

    static Volume apply(Volume volume) {
        if (volume.equals(Volume.EMPTY.withName(volume.name()))) {
            return volume.withEmptyDir(EmptyDirVolumeSource.EMPTY);
        }
        var secret = volume.secret();
        if (secret != null) {
            return volume.withSecret(
                    secret.withDefaultMode(requireNonNullElse(secret.defaultMode(), FILE_MODE)));
        }
        var configMap = volume.configMap();
        if (configMap != null) {
            return volume.withConfigMap(
                    configMap.withDefaultMode(
                            requireNonNullElse(configMap.defaultMode(), FILE_MODE)));
        }
        var downward = volume.downwardApi();
        if (downward != null) {
            return volume.withDownwardApi(
                    downward.withDefaultMode(requireNonNullElse(downward.defaultMode(), FILE_MODE))
                            .withItems(files(downward.items())));
        }
        var projected = volume.projected();
        if (projected != null) {
            return volume.withProjected(projected(projected));
        }
        var hostPath = volume.hostPath();
        if (hostPath != null) {
            return volume.withHostPath(hostPath(hostPath));
        }
        var image = volume.image();
        if (image != null) {
            return volume.withImage(
                    image.withPullPolicy(
                            ContainerDefaults.pullPolicy(image.pullPolicy(), image.reference())));
        }
        var ephemeral = volume.ephemeral();
        return ephemeral == null ? network(volume) : volume.withEphemeral(ephemeral(ephemeral));
    }

    static HostPathVolumeSource hostPath(HostPathVolumeSource hostPath) {
        return hostPath.withType(requireNonNullElse(hostPath.type(), ""));
    }

    private static EphemeralVolumeSource ephemeral(EphemeralVolumeSource ephemeral) {
        var template = ephemeral.volumeClaimTemplate();
        return template == null
                ? ephemeral
                : ephemeral.withVolumeClaimTemplate(
                        template.withSpec(CoreDefaults.claimSpec(template.spec())));
    }

    private static ProjectedVolumeSource projected(ProjectedVolumeSource projected) {
        return projected
                .withDefaultMode(requireNonNullElse(projected.defaultMode(), FILE_MODE))
                .withSources(projected.sources().stream().map(VolumeDefaults::source).toList());
    }

    private static VolumeProjection source(VolumeProjection source) {
        var token = source.serviceAccountToken();
        if (token != null) {
            return source.withServiceAccountToken(
                    token.withExpirationSeconds(
                            requireNonNullElse(token.expirationSeconds(), 3600L)));
        }
        var downward = source.downwardApi();
        return downward == null
                ? source
                : source.withDownwardApi(downward.withItems(files(downward.items())));
    }

    private static List<DownwardAPIVolumeFile> files(List<DownwardAPIVolumeFile> files) {
        return files.stream().map(VolumeDefaults::file).toList();
    }

    private static DownwardAPIVolumeFile file(DownwardAPIVolumeFile file) {
        var field = file.fieldRef();
        return field == null ? file : file.withFieldRef(ContainerDefaults.fieldRef(field));
    }

    private static Volume network(Volume volume) {
        var iscsi = volume.iscsi();
        if (iscsi != null) {
            return volume.withIscsi(
                    iscsi.withIscsiInterface(
                            requireNonNullElse(iscsi.iscsiInterface(), "default")));
        }
        return volume.toBuilder()
                .rbd(rbd(volume.rbd()))
                .azureDisk(azureDisk(volume.azureDisk()))
                .scaleIo(scaleIo(volume.scaleIo()))
                .build();
    }

    private static @Nullable RBDVolumeSource rbd(@Nullable RBDVolumeSource rbd) {
        return rbd == null
                ? null
                : rbd.withPool(requireNonNullElse(rbd.pool(), "rbd"))
                        .withUser(requireNonNullElse(rbd.user(), "admin"))
                        .withKeyring(requireNonNullElse(rbd.keyring(), "/etc/ceph/keyring"));
    }

    static @Nullable AzureDiskVolumeSource azureDisk(@Nullable AzureDiskVolumeSource disk) {
        return disk == null
                ? null
                : disk.withCachingMode(requireNonNullElse(disk.cachingMode(), "ReadWrite"))
                        .withFsType(requireNonNullElse(disk.fsType(), "ext4"))
                        .withReadOnly(requireNonNullElse(disk.readOnly(), false))
                        .withKind(requireNonNullElse(disk.kind(), "Shared"));
    }

    private static @Nullable ScaleIOVolumeSource scaleIo(@Nullable ScaleIOVolumeSource volume) {
        return volume == null
                ? null
                : volume.withStorageMode(
                                requireNonNullElse(volume.storageMode(), "ThinProvisioned"))
                        .withFsType(requireNonNullElse(volume.fsType(), "xfs"));
    }
}
