package dev.jong.apiserver.discovery;

import static dev.jong.foundation.Stability.STABLE;
import static java.util.Objects.requireNonNullElse;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodResources;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.foundation.Metrics;
import java.util.Map;
import java.util.function.Function;

/// What each Pod asks for: `/metrics/resources`, which upstream's scheduler serves (KEP-1748).
final class PodResourceFigures {
    private static final String[] LABELS = {
        "namespace", "node", "pod", "priority", "resource", "scheduler", "unit"
    };

    private final Verbs<Pod> pods;

    private PodResourceFigures(Verbs<Pod> pods) {
        this.pods = pods;
    }

    static Metrics of(Registry registry) {
        var figures = new PodResourceFigures(registry.of(Pod.KIND));
        var metrics = new Metrics();
        metrics.gauges(
                STABLE,
                "kube_pod_resource_request",
                "What a Pod asks for, by resource.",
                sample -> figures.show(sample, PodResources::requests),
                LABELS);
        metrics.gauges(
                STABLE,
                "kube_pod_resource_limit",
                "What a Pod may use at most, by resource.",
                sample -> figures.show(sample, PodResources::limits),
                LABELS);
        return metrics;
    }

    private void show(Metrics.Sample sample, Function<Pod, Map<String, Quantity>> resources) {
        for (var version : pods.list("", ListQuery.ALL).items()) {
            var pod = version.object();
            if (!hasEnded(pod)) {
                resources.apply(pod).forEach((name, amount) -> show(sample, pod, name, amount));
            }
        }
    }

    private static void show(Metrics.Sample sample, Pod pod, String resource, Quantity amount) {
        double value = amount.doubleValue();
        if (value == 0) {
            return;
        }
        var priority = pod.spec().priority();
        sample.show(
                value,
                pod.namespace(),
                requireNonNullElse(pod.spec().nodeName(), ""),
                pod.name(),
                priority == null ? "" : Integer.toString(priority),
                resource,
                requireNonNullElse(pod.spec().schedulerName(), ""),
                unit(resource));
    }

    private static boolean hasEnded(Pod pod) {
        var phase = requireNonNullElse(pod.status().phase(), "");
        return pod.spec().nodeName() != null
                && (phase.equals("Succeeded") || phase.equals("Failed"));
    }

    private static String unit(String resource) {
        return switch (resource) {
            case "cpu" -> "cores";
            case "memory", "storage", "ephemeral-storage" -> "bytes";
            default -> {
                if (resource.startsWith("hugepages-")) {
                    yield "bytes";
                }
                yield resource.startsWith("attachable-volumes-") ? "integer" : "";
            }
        };
    }
}
