package dev.jong.controllers.podgc;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.PodStatuses;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Periodic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes [PodGarbage] every twenty seconds.
public final class PodGarbageCollector {
    private static final Logger log = LoggerFactory.getLogger(PodGarbageCollector.class);
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final ResourceClient<Pod> podClient;
    private final ResourceClient<Node> nodeClient;
    private final InstantSource clock;
    private final int keptFinished;

    /// Since when a node named by Pods is missing; used by one thread.
    private final Map<String, Instant> missing = new HashMap<>();

    private PodGarbageCollector(ControllerContext context) {
        this.pods = context.informers().of(Pod.KIND);
        this.nodes = context.informers().of(Node.KIND);
        this.podClient = context.client().resources(Pod.KIND);
        this.nodeClient = context.client().resources(Node.KIND);
        this.clock = context.clock();
        this.keptFinished = context.config().terminatedPodThreshold();
    }

    public static Periodic periodic(ControllerContext context) {
        return new Periodic(
                "pod-garbage-collector", INTERVAL, new PodGarbageCollector(context)::collect);
    }

    private void collect() {
        var known =
                nodes.list().stream().collect(Collectors.toMap(Node::name, Function.identity()));
        var garbage = PodGarbage.of(pods.list(), known, keptFinished);
        garbage.finished().forEach(pod -> remove(pod, false));
        garbage.stranded().forEach(pod -> remove(pod, false));
        garbage.unplaced().forEach(pod -> remove(pod, false));
        orphans(garbage.orphaned());
    }

    /// A node must be missing for a while, and at the server too.
    private void orphans(List<Pod> orphaned) {
        var byNode =
                orphaned.stream()
                        .collect(
                                Collectors.groupingBy(pod ->
                                        Objects.requireNonNullElse(pod.spec().nodeName(), "")));
        missing.keySet().retainAll(byNode.keySet());
        var now = clock.instant();
        byNode.forEach((node, onIt) -> {
            var since = missing.computeIfAbsent(node, _ -> now);
            if (!now.isBefore(since.plus(QUARANTINE)) && nodeClient.find(node).isEmpty()) {
                onIt.forEach(pod -> remove(pod, true));
            }
        });
    }

    private void remove(Pod pod, boolean nodeGone) {
        var own = podClient.inNamespace(pod.namespace());
        try {
            if (!PodState.isFinished(pod)) {
                var status = pod.status().withPhase("Failed");
                own.updateStatus(
                        pod.withStatus(
                                nodeGone ? PodStatuses.with(status, disruption(pod)) : status));
            }
            own.delete(pod.name(), Deletion.now());
        } catch (ApiException e) {
            if (!Refused.notFound(e)) {
                log.atDebug()
                        .setCause(e)
                        .addKeyValue("pod", pod.name())
                        .log("Could not remove a Pod, will try again");
            }
        }
    }

    private PodCondition disruption(Pod pod) {
        return PodCondition.builder()
                .type("DisruptionTarget")
                .status("True")
                .observedGeneration(pod.metadata().generation())
                .reason("DeletionByPodGC")
                .message("PodGC: node no longer exists")
                .lastTransitionTime(clock.instant())
                .build();
    }
}
