package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Gives containers the amounts that a namespace's LimitRanges say, and refuses what is outside.
final class LimitRanger implements Admission {
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final Cluster cluster;

    LimitRanger(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        if (request.resource().equals("pods") && request.kind().equals(Pod.KIND)) {
            return request.subresource().isEmpty()
                    ? request.operation() == Operation.CREATE
                    : request.subresource().equals("resize")
                            && request.operation() == Operation.UPDATE;
        }
        return request.isFor(PersistentVolumeClaim.KIND)
                && (request.operation() == Operation.CREATE
                        || request.operation() == Operation.UPDATE);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var admitted = object;
        for (var range : cluster.list(LimitRange.KIND, request.namespace())) {
            if (admitted instanceof Pod pod) {
                admitted = defaulted(pod, range);
            }
        }
        return admitted;
    }

    @Override
    public void validate(AdmissionRequest request) {
        for (var range : cluster.list(LimitRange.KIND, request.namespace())) {
            var wrong =
                    switch (request.object()) {
                        case Pod pod -> LimitChecks.of(range, pod);
                        case PersistentVolumeClaim claim -> LimitChecks.of(range, claim);
                        case null, default -> List.<String>of();
                    };
            if (!wrong.isEmpty()) {
                throw Refusal.of(
                        request,
                        wrong.size() == 1
                                ? wrong.getFirst()
                                : "[" + String.join(", ", wrong) + "]");
            }
        }
    }

    private static Pod defaulted(Pod pod, LimitRange range) {
        var limits = new HashMap<String, Quantity>();
        var requests = new HashMap<String, Quantity>();
        for (var item : range.spec().limits()) {
            if (item.type().equals("Container")) {
                limits.putAll(item.default_());
                requests.putAll(item.defaultRequest());
            }
        }
        var told = new ArrayList<String>();
        var spec = pod.spec();
        var changed =
                spec.withContainers(
                                defaulted(spec.containers(), limits, requests, "container", told))
                        .withInitContainers(
                                defaulted(
                                        spec.initContainers(),
                                        limits,
                                        requests,
                                        "init container",
                                        told));
        if (told.isEmpty()) {
            return pod;
        }
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", told));
        return pod.withSpec(changed).withMetadata(pod.metadata().withAnnotations(annotations));
    }

    private static List<Container> defaulted(
            List<Container> containers,
            Map<String, Quantity> limits,
            Map<String, Quantity> requests,
            String noun,
            List<String> told) {
        return containers.stream()
                .map(container -> {
                    var resources = container.resources();
                    var name = " for " + noun + " " + container.name();
                    return container.withResources(
                            resources
                                    .withRequests(
                                            filled(
                                                    resources.requests(),
                                                    requests,
                                                    " request" + name,
                                                    told))
                                    .withLimits(
                                            filled(
                                                    resources.limits(),
                                                    limits,
                                                    " limit" + name,
                                                    told)));
                })
                .toList();
    }

    private static Map<String, Quantity> filled(
            Map<String, Quantity> own,
            Map<String, Quantity> standard,
            String what,
            List<String> told) {
        var missing = new TreeSet<>(standard.keySet());
        missing.removeAll(own.keySet());
        if (missing.isEmpty()) {
            return own;
        }
        told.add(String.join(", ", missing) + what);
        var filled = new HashMap<>(standard);
        filled.putAll(own);
        return filled;
    }
}
