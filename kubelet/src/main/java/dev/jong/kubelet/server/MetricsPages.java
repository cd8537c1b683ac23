package dev.jong.kubelet.server;

import static dev.jong.foundation.Stability.ALPHA;
import static dev.jong.foundation.Stability.STABLE;

import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Metrics.Sample;
import dev.jong.foundation.MetricsAboutMetrics;
import dev.jong.foundation.ProcessMetrics;
import dev.jong.kubelet.runtime.ContainerState;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.NodeUsage;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/metrics` and the pages below it.
final class MetricsPages {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final String[] OF_POD = {"namespace", "pod"};
    private static final String[] OF_CONTAINER = {"container", "namespace", "pod"};

    private final ServedPods pods;
    private final Runtime runtime;
    private final Metrics general = new Metrics();
    private final Metrics probes;

    /// @param probes takes what becomes of probes
    MetricsPages(ServedPods pods, Runtime runtime, Metrics probes) {
        this.pods = pods;
        this.runtime = runtime;
        this.probes = probes;
        ProcessMetrics.tell(general);
        MetricsAboutMetrics.tell(general);
        general.gauge(
                ALPHA,
                "kubelet_running_pods",
                "Pods of which something runs.",
                () ->
                        runtime.containers().stream()
                                .filter(each -> each.state() == ContainerState.RUNNING)
                                .map(each -> each.podUid())
                                .distinct()
                                .count());
        general.gauges(
                ALPHA,
                "kubelet_running_containers",
                "Containers, by their state.",
                sample ->
                        runtime.containers().stream()
                                .collect(
                                        Collectors.groupingBy(
                                                each -> word(each.state()), Collectors.counting()))
                                .forEach((state, count) -> sample.show((double) count, state)),
                "container_state");
    }

    private static String word(ContainerState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// @param name of the page below `/metrics`; empty for that itself
    Optional<byte[]> page(String name) {
        return switch (name) {
            case "" -> Optional.of(text(general));
            case "resource", "cadvisor" -> Optional.of(text(resources()));
            case "probes" -> Optional.of(text(probes));
            default -> Optional.empty();
        };
    }

    private static byte[] text(Metrics metrics) {
        var out = new ByteArrayOutputStream();
        try {
            metrics.writeText(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Everything is read once for the whole page.
    private Metrics resources() {
        var metrics = new Metrics();
        List<ContainerUsage> usages;
        NodeUsage node;
        try {
            usages = runtime.usage();
            node = runtime.nodeUsage();
        } catch (RuntimeFailure | UncheckedIOException _) {
            failed(metrics, 1);
            return metrics;
        }
        failed(metrics, 0);
        metrics.counter(
                STABLE,
                "node_cpu_usage_seconds_total",
                "Processor time that the node used, in seconds.",
                () -> node.cpuNanos() / NANOS_PER_SECOND);
        metrics.gauge(
                STABLE,
                "node_memory_working_set_bytes",
                "Memory of the node that cannot be reclaimed, in bytes.",
                () -> (double) node.workingSetBytes());
        var byUid =
                pods.all().stream()
                        .collect(
                                Collectors.toMap(
                                        pod -> Objects.requireNonNullElse(pod.metadata().uid(), ""),
                                        Function.identity(),
                                        (one, _) -> one));
        containers(metrics, usages, byUid);
        pods(metrics, usages, byUid);
        return metrics;
    }

    private static void failed(Metrics metrics, int count) {
        for (var name : List.of("resource_scrape_error", "scrape_error")) {
            metrics.gauge(
                    name.startsWith("resource") ? STABLE : ALPHA,
                    name,
                    "1 when what is used could not be read.",
                    () -> count);
        }
    }

    private static void containers(
            Metrics metrics, List<ContainerUsage> usages, Map<String, Pod> byUid) {
        metrics.counters(
                STABLE,
                "container_cpu_usage_seconds_total",
                "Processor time that the container used, in seconds.",
                sample ->
                        usages.forEach(usage ->
                                show(sample, usage, byUid, usage.cpuNanos() / NANOS_PER_SECOND)),
                OF_CONTAINER);
        metrics.gauges(
                STABLE,
                "container_memory_working_set_bytes",
                "Memory of the container that cannot be reclaimed, in bytes.",
                sample ->
                        usages.forEach(usage ->
                                show(sample, usage, byUid, (double) usage.workingSetBytes())),
                OF_CONTAINER);
        metrics.gauges(
                STABLE,
                "container_start_time_seconds",
                "When the container began, in seconds since 1970.",
                sample ->
                        usages.forEach(usage ->
                                started(byUid.get(usage.podUid()), usage.name())
                                        .ifPresent(at -> show(sample, usage, byUid, at))),
                OF_CONTAINER);
    }

    private static Optional<Double> started(@Nullable Pod pod, String container) {
        if (pod == null) {
            return Optional.empty();
        }
        return Stream.concat(
                        pod.status().containerStatuses().stream(),
                        pod.status().initContainerStatuses().stream())
                .filter(status -> status.name().equals(container))
                .map(ContainerStatus::state)
                .flatMap(state ->
                        state.running() == null
                                ? Stream.empty()
                                : Stream.ofNullable(state.running().startedAt()))
                .map(at -> at.toEpochMilli() / MILLIS_PER_SECOND)
                .findFirst();
    }

    private static void show(
            Sample sample, ContainerUsage usage, Map<String, Pod> byUid, double value) {
        var pod = byUid.get(usage.podUid());
        if (pod != null) {
            sample.show(value, usage.name(), pod.namespace(), pod.name());
        }
    }

    private static void pods(Metrics metrics, List<ContainerUsage> usages, Map<String, Pod> byUid) {
        var cpu = new HashMap<String, Long>();
        var memory = new HashMap<String, Long>();
        for (var usage : usages) {
            cpu.merge(usage.podUid(), usage.cpuNanos(), Long::sum);
            memory.merge(usage.podUid(), usage.workingSetBytes(), Long::sum);
        }
        metrics.counters(
                STABLE,
                "pod_cpu_usage_seconds_total",
                "Processor time that the Pod used, in seconds.",
                sample -> each(cpu, byUid, sample, 1 / NANOS_PER_SECOND),
                OF_POD);
        metrics.gauges(
                STABLE,
                "pod_memory_working_set_bytes",
                "Memory of the Pod that cannot be reclaimed, in bytes.",
                sample -> each(memory, byUid, sample, 1),
                OF_POD);
    }

    private static void each(
            Map<String, Long> values, Map<String, Pod> byUid, Sample sample, double factor) {
        values.forEach((uid, value) -> {
            var pod = byUid.get(uid);
            if (pod != null) {
                sample.show(value * factor, pod.namespace(), pod.name());
            }
        });
    }
}
