package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import java.util.Set;

/// Has each container's image pulled anew, so that nobody runs a private image only because it is
/// on the node (`AlwaysPullImages`).
final class AlwaysPullImages implements Admission {
    private static final String ALWAYS = "Always";
    private static final Set<String> SUBRESOURCES = Set.of("", "ephemeralcontainers");

    @Override
    public boolean handles(AdmissionRequest request) {
        return (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && SUBRESOURCES.contains(request.subresource())
                && request.object() instanceof Pod;
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof Pod pod)) {
            return object;
        }
        return pod.mapSpec(spec ->
                spec.withContainers(
                                spec.containers().stream()
                                        .map(container -> container.withImagePullPolicy(ALWAYS))
                                        .toList())
                        .withInitContainers(
                                spec.initContainers().stream()
                                        .map(container -> container.withImagePullPolicy(ALWAYS))
                                        .toList())
                        .withEphemeralContainers(
                                spec.ephemeralContainers().stream()
                                        .map(container -> container.withImagePullPolicy(ALWAYS))
                                        .toList()));
    }
}
