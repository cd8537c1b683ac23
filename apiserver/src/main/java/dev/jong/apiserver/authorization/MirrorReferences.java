package dev.jong.apiserver.authorization;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.core.v1.VolumeProjection;
import dev.jong.api.rules.PodReferences;
import java.util.Optional;

/// Which objects of the API a Pod refers to. Mirror Pods may refer to none: a node could read what
/// is not its own by inventing one.
final class MirrorReferences {
    private MirrorReferences() {}

    /// The resource that is referred to first; empty when there is none.
    static Optional<String> of(Pod pod) {
        if (pod.spec().serviceAccountName() != null) {
            return Optional.of("serviceaccounts");
        }
        var references = PodReferences.of(pod);
        var volumes =
                pod.spec().volumes().stream().map(MirrorReferences::of).flatMap(Optional::stream);
        var byVolume = volumes.findFirst();
        if (!references.secrets().isEmpty()) {
            return Optional.of("secrets");
        }
        if (!references.configMaps().isEmpty()) {
            return Optional.of("configmaps");
        }
        return pod.spec().resourceClaims().isEmpty() ? byVolume : Optional.of("resourceclaims");
    }

    private static Optional<String> of(Volume volume) {
        if (volume.configMap() != null) {
            return Optional.of("configmaps (via configmap volumes)");
        }
        if (volume.secret() != null) {
            return Optional.of("secrets (via secret volumes)");
        }
        if (volume.csi() != null) {
            return Optional.of("csidrivers (via CSI volumes)");
        }
        if (volume.glusterfs() != null) {
            return Optional.of("endpoints (via glusterFS volumes)");
        }
        if (volume.persistentVolumeClaim() != null) {
            return Optional.of("persistentvolumeclaims");
        }
        if (volume.ephemeral() != null) {
            return Optional.of("persistentvolumeclaims (via ephemeral volumes)");
        }
        if (volume.azureFile() != null) {
            return Optional.of("secrets (via azureFile volumes)");
        }
        var projected = volume.projected();
        return projected == null
                ? Optional.empty()
                : projected.sources().stream()
                        .map(MirrorReferences::of)
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private static Optional<String> of(VolumeProjection source) {
        if (source.configMap() != null) {
            return Optional.of("configmaps (via projected volumes)");
        }
        if (source.secret() != null) {
            return Optional.of("secrets (via projected volumes)");
        }
        if (source.serviceAccountToken() != null) {
            return Optional.of("serviceaccounts (via projected volumes)");
        }
        if (source.clusterTrustBundle() != null) {
            return Optional.of("clustertrustbundles");
        }
        return source.podCertificate() == null ? Optional.empty() : Optional.of("podcertificates");
    }
}
