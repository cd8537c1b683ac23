package dev.jong.apiserver.resources.core;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.EphemeralContainer;
import dev.jong.api.core.v1.Lifecycle;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.ProjectedVolumeSource;
import dev.jong.api.core.v1.Volume;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fields of Pods that upstream drops in 1.36, whose gates are off: ClusterTrustBundleProjection,
/// PodCertificateRequest, GenericWorkload, ContainerStopSignals.
public final class AlphaFields {
    private AlphaFields() {}

    public static PodTemplateSpec without(PodTemplateSpec template) {
        return template.withSpec(without(template.spec()));
    }

    static PodSpec without(PodSpec spec) {
        return spec.toBuilder()
                .schedulingGroup(null)
                .volumes(spec.volumes().stream().map(AlphaFields::without).toList())
                .containers(without(spec.containers()))
                .initContainers(without(spec.initContainers()))
                .ephemeralContainers(
                        spec.ephemeralContainers().stream().map(AlphaFields::without).toList())
                .build();
    }

    private static Volume without(Volume volume) {
        var projected = volume.projected();
        return projected == null ? volume : volume.withProjected(without(projected));
    }

    private static ProjectedVolumeSource without(ProjectedVolumeSource projected) {
        return projected.withSources(
                projected.sources().stream()
                        .map(source -> source.withClusterTrustBundle(null).withPodCertificate(null))
                        .toList());
    }

    private static List<Container> without(List<Container> containers) {
        return containers.stream()
                .map(container -> container.withLifecycle(without(container.lifecycle())))
                .toList();
    }

    private static EphemeralContainer without(EphemeralContainer container) {
        return container.withLifecycle(without(container.lifecycle()));
    }

    private static @Nullable Lifecycle without(@Nullable Lifecycle lifecycle) {
        if (lifecycle == null || lifecycle.stopSignal() == null) {
            return lifecycle;
        }
        var left = lifecycle.withStopSignal(null);
        return left.equals(Lifecycle.EMPTY) ? null : left;
    }
}
