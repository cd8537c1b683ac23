package dev.jong.controllers.podautoscaler;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodResources;
import dev.jong.controllers.pod.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The Pods of a target, by what is known of them.
///
/// @param ready how many count with what they use
/// @param usage what those use, by name
/// @param unready start or are not ready: what they use says nothing
/// @param missing of which nothing is known
record PodGroups(int ready, Map<String, Long> usage, Set<String> unready, Set<String> missing) {
    /// A Pod may use more CPU than usual for so long while it starts.
    private static final Duration CPU_INITIALIZATION = Duration.ofMinutes(5);

    /// A Pod that was never ready for longer than this after its start counts as starting.
    private static final Duration INITIAL_READINESS = Duration.ofSeconds(30);

    PodGroups {
        usage = Map.copyOf(usage);
        unready = Set.copyOf(unready);
        missing = Set.copyOf(missing);
    }

    /// @param isCpu what a Pod uses while it starts does not count
    static PodGroups of(
            List<Pod> pods, Map<String, MetricsApi.Sample> samples, boolean isCpu, Instant now) {
        if (pods.isEmpty()) {
            throw new MetricsUnavailable(
                    "no pods returned by selector while calculating replica count");
        }
        var usage = new HashMap<String, Long>();
        samples.forEach((name, sample) -> usage.put(name, sample.value()));
        var unready = new HashSet<String>();
        var missing = new HashSet<String>();
        int ready = 0;
        for (var pod : pods) {
            var sample = samples.get(pod.name());
            if (PodState.isTerminating(pod) || PodState.phase(pod).equals("Failed")) {
                usage.remove(pod.name());
            } else if (PodState.phase(pod).equals("Pending")) {
                unready.add(pod.name());
            } else if (sample == null) {
                missing.add(pod.name());
            } else if (isCpu && isStarting(pod, sample, now)) {
                unready.add(pod.name());
            } else {
                ready++;
            }
        }
        usage.keySet().removeAll(unready);
        if (usage.isEmpty()) {
            throw new MetricsUnavailable(
                    "did not receive metrics for targeted pods (pods might be unready)");
        }
        return new PodGroups(ready, usage, unready, missing);
    }

    private static boolean isStarting(Pod pod, MetricsApi.Sample sample, Instant now) {
        var condition = PodState.condition(pod, "Ready").orElse(null);
        var started = pod.status().startTime();
        if (condition == null || started == null) {
            return true;
        }
        var since =
                condition.lastTransitionTime() == null ? started : condition.lastTransitionTime();
        boolean unready = condition.status().equals("False");
        return started.plus(CPU_INITIALIZATION).isAfter(now)
                ? unready || sample.at().isBefore(since.plus(sample.window()))
                : unready && started.plus(INITIAL_READINESS).isAfter(since);
    }

    /// What the Pods ask for, in thousandths, by name.
    ///
    /// @param container the only one that counts, "" for all
    static Map<String, Long> requests(List<Pod> pods, String container, String resource) {
        var requests = new HashMap<String, Long>();
        for (var pod : pods) {
            requests.put(pod.name(), request(pod, container, resource));
        }
        return requests;
    }

    private static long request(Pod pod, String container, String resource) {
        var whole = pod.spec().resources();
        if (container.isEmpty() && whole != null && !whole.requests().isEmpty()) {
            var request = PodResources.requests(pod).get(resource);
            if (request == null) {
                throw new MetricsUnavailable(
                        "missing pod-level request for " + resource + " in Pod " + pod.name());
            }
            return request.milliValue();
        }
        var running = new ArrayList<>(pod.spec().containers());
        pod.spec().initContainers().stream()
                .filter(each -> "Always".equals(each.restartPolicy()))
                .forEach(running::add);
        var counting =
                running.stream()
                        .filter(each -> container.isEmpty() || container.equals(each.name()))
                        .toList();
        if (counting.isEmpty()) {
            throw new MetricsUnavailable(
                    "container " + container + " not found in Pod " + pod.name());
        }
        return counting.stream().mapToLong(each -> request(pod, each, resource)).sum();
    }

    private static long request(Pod pod, Container container, String resource) {
        var request = container.resources().requests().get(resource);
        if (request == null) {
            throw new MetricsUnavailable(
                    "missing request for "
                            + resource
                            + " in container "
                            + container.name()
                            + " of Pod "
                            + pod.name());
        }
        return request.milliValue();
    }
}
