package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells Pods the zone and region of their node, by labels on what binds them (`PodTopologyLabels`,
/// KEP-4742).
final class PodTopologyLabels implements Admission {
    private static final List<String> KEYS =
            List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private final Cluster cluster;

    PodTopologyLabels(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.resource().equals("pods");
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        return switch (object) {
            case Binding binding when "Node".equals(binding.target().kind()) ->
                    labelled(binding, binding.target().name());
            case Pod pod when request.subresource().isEmpty() ->
                    labelled(pod, pod.spec().nodeName());
            default -> object;
        };
    }

    private KubernetesObject labelled(KubernetesObject object, @Nullable String node) {
        var found = node == null ? Map.<String, String>of() : topology(node);
        if (found.isEmpty()) {
            return object;
        }
        var labels = new HashMap<>(object.metadata().labels());
        labels.putAll(found);
        return object.withMetadata(object.metadata().withLabels(labels));
    }

    private Map<String, String> topology(String name) {
        var labels = new HashMap<String, String>();
        cluster.find(Node.KIND, "", name)
                .ifPresent(node ->
                        KEYS.forEach(key -> {
                            var value = node.metadata().labels().get(key);
                            if (value != null) {
                                labels.put(key, value);
                            }
                        }));
        return labels;
    }
}
