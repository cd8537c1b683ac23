package dev.jong.apiserver.admission;

import dev.jong.api.GoText;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.node.v1.Scheduling;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;

/// Gives a Pod what its runtime class costs and where it can run (`RuntimeClass`).
final class RuntimeClasses implements Admission {
    private final Cluster cluster;

    RuntimeClasses(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.isFor(Pod.KIND);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var name = object instanceof Pod pod ? pod.spec().runtimeClassName() : null;
        if (name == null || !(object instanceof Pod pod)) {
            return object;
        }
        var found =
                cluster.find(RuntimeClass.KIND, "", name)
                        .orElseThrow(() ->
                                Refusal.of(
                                        request,
                                        "pod rejected: RuntimeClass "
                                                + GoText.quote(name)
                                                + " not found"));
        var spec = pod.spec();
        var overhead = found.overhead();
        if (overhead != null) {
            if (!spec.overhead().isEmpty() && !spec.overhead().equals(overhead.podFixed())) {
                throw Refusal.of(
                        request,
                        "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined"
                                + " Overhead");
            }
            spec = spec.withOverhead(overhead.podFixed());
        }
        var scheduling = found.scheduling();
        return pod.withSpec(scheduling == null ? spec : placed(request, spec, scheduling));
    }

    private static PodSpec placed(AdmissionRequest request, PodSpec spec, Scheduling scheduling) {
        var selector = new HashMap<>(spec.nodeSelector());
        scheduling
                .nodeSelector()
                .forEach((key, value) -> {
                    var other = selector.put(key, value);
                    if (other != null && !other.equals(value)) {
                        throw Refusal.of(
                                request,
                                "conflict: runtimeClass.scheduling.nodeSelector["
                                        + key
                                        + "] = "
                                        + value
                                        + "; pod.spec.nodeSelector["
                                        + key
                                        + "] = "
                                        + other);
                    }
                });
        var tolerations = new LinkedHashSet<Toleration>(spec.tolerations());
        tolerations.addAll(scheduling.tolerations());
        return spec.withNodeSelector(selector).withTolerations(List.copyOf(tolerations));
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.object() instanceof Pod pod
                && pod.spec().runtimeClassName() == null
                && !pod.spec().overhead().isEmpty()) {
            throw Refusal.of(
                    request,
                    "pod rejected: Pod Overhead set without corresponding RuntimeClass defined"
                            + " Overhead");
        }
    }
}
