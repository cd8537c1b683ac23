package dev.jong.apiserver.admission;

import dev.jong.api.GoText;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.rules.PodResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Refuses changes to running Pods that their node cannot follow (`PodResizeValidator`, KEP-1287;
/// `NodeDeclaredFeatureValidator`, KEP-5328).
final class PodUpdates implements Admission {
    private static final String INIT_RESIZE = "InPlacePodVerticalScalingInitContainers";
    private static final String POD_RESIZE = "InPlacePodLevelResourcesVerticalScaling";

    private final Cluster cluster;

    PodUpdates(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.resource().equals("pods")
                && (request.subresource().isEmpty() || request.subresource().equals("resize"));
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof Pod now)
                || !(request.old() instanceof Pod old)
                || now.spec().equals(old.spec())) {
            return;
        }
        var name = Objects.requireNonNullElse(now.spec().nodeName(), "");
        var features = features(now, old);
        boolean resize = request.subresource().equals("resize");
        if (name.isEmpty() || features.isEmpty() && !resize) {
            return;
        }
        var node =
                cluster.find(Node.KIND, "", name)
                        .orElseThrow(() ->
                                Refusal.of(request, "node " + GoText.quote(name) + " not found"));
        features.removeAll(node.status().declaredFeatures());
        if (!features.isEmpty()) {
            throw Refusal.of(
                    request,
                    "pod update requires features "
                            + String.join(", ", features)
                            + " which are not available on node "
                            + GoText.quote(name));
        }
        if (resize) {
            resize(request, now, node);
        }
    }

    /// What the node must be able to do.
    private static List<String> features(Pod now, Pod old) {
        var features = new ArrayList<String>();
        var before = old.spec().initContainers();
        var after = now.spec().initContainers();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (!PodResources.isSidecar(before.get(i))
                    && !before.get(i).resources().equals(after.get(i).resources())
                    && !features.contains(INIT_RESIZE)) {
                features.add(INIT_RESIZE);
            }
        }
        if (!Objects.equals(now.spec().resources(), old.spec().resources())) {
            features.add(POD_RESIZE);
        }
        return features;
    }

    private static void resize(AdmissionRequest request, Pod pod, Node node) {
        var system = node.metadata().labels().getOrDefault("kubernetes.io/os", "linux");
        if (!system.equals("linux")) {
            throw refused(
                    request,
                    "pod resize is only supported on linux nodes, node "
                            + GoText.quote(node.name())
                            + " is "
                            + GoText.quote(system),
                    "UnsupportedPlatform");
        }
        var wanted = PodResources.requests(pod);
        var offered = node.status().allocatable();
        var missing = new ArrayList<String>();
        var cpu = wanted.getOrDefault("cpu", Quantity.ZERO);
        var cpus = offered.getOrDefault("cpu", Quantity.ZERO);
        if (cpu.compareTo(cpus) > 0) {
            missing.add(lacks("cpu", cpu.milliValue(), cpus.milliValue()));
        }
        var memory = wanted.getOrDefault("memory", Quantity.ZERO);
        var memories = offered.getOrDefault("memory", Quantity.ZERO);
        if (memory.compareTo(memories) > 0) {
            missing.add(lacks("memory", memory.value(), memories.value()));
        }
        if (!missing.isEmpty()) {
            throw refused(
                    request,
                    "node didn't have enough allocatable resources: " + String.join("; ", missing),
                    "NodeCapacity");
        }
    }

    private static String lacks(String resource, long requested, long allocatable) {
        return resource + ", requested: " + requested + ", allocatable: " + allocatable;
    }

    private static ApiException refused(AdmissionRequest request, String why, String cause) {
        var failure = Refusal.of(request, why).failure();
        var details = Objects.requireNonNullElse(failure.details(), Failure.Details.EMPTY);
        return ApiException.of(
                failure.withDetails(details.withCauses(List.of(new Failure.Cause(cause, "", "")))));
    }
}
