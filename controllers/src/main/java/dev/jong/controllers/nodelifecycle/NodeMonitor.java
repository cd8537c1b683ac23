package dev.jong.controllers.nodelifecycle;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerConfig;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.PodStatuses;
import dev.jong.controllers.pod.Refused;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import dev.jong.reconcile.Periodic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at all nodes every few seconds: says which have fallen silent, and has them emptied.
public final class NodeMonitor {
    private static final Logger log = LoggerFactory.getLogger(NodeMonitor.class);
    private static final String LEASES = "kube-node-lease";

    private final Informer<Node> nodes;
    private final Informer<Lease> leases;
    private final Lister<Pod> podsByNode;
    private final ResourceClient<Node> nodeClient;
    private final ResourceClient<Pod> podClient;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Metrics.Counters evictions;
    private final ControllerConfig config;
    private final Zones zones = new Zones();

    /// What is known of each node; used by one thread.
    private final Map<String, NodeHealth> healths = new HashMap<>();

    private final Map<String, String> uids = new HashMap<>();

    private NodeMonitor(ControllerContext context) {
        this.nodes = context.informers().of(Node.KIND);
        this.leases = context.informers().of(Lease.KIND);
        this.podsByNode = context.informers().of(Pod.KIND).index("node", NodeMonitor::node);
        this.nodeClient = context.client().resources(Node.KIND);
        this.podClient = context.client().resources(Pod.KIND);
        this.events = context.recorder("node-controller");
        this.clock = context.clock();
        this.evictions =
                context.metrics()
                        .counters(
                                Stability.STABLE,
                                "node_collector_evictions_total",
                                "Nodes that Pods had to leave because they were unwell.",
                                "zone");
        this.config = context.config();
    }

    public static Periodic periodic(ControllerContext context) {
        var monitor = new NodeMonitor(context);
        return new Periodic("node-monitor", context.config().nodeMonitorPeriod(), monitor::look);
    }

    /// For an index: the node a Pod is on.
    public static List<String> node(Pod pod) {
        var node = pod.spec().nodeName();
        return node == null ? List.of() : List.of(node);
    }

    private void look() {
        var now = clock.instant();
        var present = nodes.list();
        noteComingAndGoing(present);
        var looked = new ArrayList<Node>();
        for (var node : present) {
            try {
                evictions.with(Zones.of(node)).add(0); // told from the start
                looked.add(examine(node, now));
            } catch (ApiException e) {
                log.atDebug()
                        .setCause(e)
                        .addKeyValue("node", node.name())
                        .log("Could not examine a node");
                looked.add(node);
            }
        }
        boolean wereAllSilent = zones.allSilent();
        zones.look(looked);
        if (wereAllSilent && !zones.allSilent()) {
            // it was us who heard nothing: give all of them their time again
            healths.replaceAll((_, health) -> health.heardAt(now));
        }
        looked.forEach(node -> taint(node, now));
    }

    private void noteComingAndGoing(List<Node> present) {
        var names = new HashSet<String>();
        for (var node : present) {
            names.add(node.name());
            if (uids.putIfAbsent(node.name(), String.valueOf(node.metadata().uid())) == null) {
                tell(
                        node.name(),
                        "RegisteredNode",
                        "Registered Node " + node.name() + " in Controller");
            }
        }
        for (var gone : new ArrayList<>(uids.keySet())) {
            if (!names.contains(gone)) {
                tell(gone, "RemovingNode", "Removing Node " + gone + " from Controller");
                uids.remove(gone);
                healths.remove(gone);
            }
        }
    }

    private void tell(String node, String reason, String message) {
        events.record(
                ObjectReference.builder()
                        .apiVersion("v1")
                        .kind("Node")
                        .name(node)
                        .uid(uids.get(node))
                        .build(),
                EventRecorder.NORMAL,
                reason,
                "",
                "Node " + node + " event: " + message);
    }

    /// @return the node as it is now
    private Node examine(Node node, Instant now) {
        var lease = leases.find(LEASES, node.name()).orElse(null);
        var health = NodeHealth.observe(healths.get(node.name()), node, lease, now);
        healths.put(node.name(), health);
        boolean spoke = NodeConditions.find(node, "Ready").isPresent();
        var grace = spoke ? config.nodeMonitorGrace() : config.nodeStartupGrace();
        var looked = health.isSilent(grace, now) ? silenced(node, now) : node;
        boolean ready = NodeConditions.ready(looked).equals("True");
        if (NodeConditions.ready(node).equals("True") && !ready) {
            events.record(
                    EventRecorder.reference(node),
                    EventRecorder.NORMAL,
                    "NodeNotReady",
                    "",
                    "Node " + node.name() + " status is now: NodeNotReady");
        }
        if (!ready && spoke) {
            markPods(looked, now);
        }
        return looked;
    }

    private Node silenced(Node node, Instant now) {
        var status = NodeConditions.unknown(node, now);
        return status.equals(node.status())
                ? node
                : nodeClient.updateStatus(node.withStatus(status));
    }

    /// Pods on a node that is not ready are not ready either.
    private void markPods(Node node, Instant now) {
        for (var pod : podsByNode.of(node.name())) {
            if (PodState.isReady(pod)) {
                markPod(pod, now);
            }
        }
    }

    private void markPod(Pod pod, Instant now) {
        var ready =
                PodState.condition(pod, "Ready")
                        .orElseThrow()
                        .withStatus("False")
                        .withLastTransitionTime(now);
        try {
            podClient.updateStatus(pod.withStatus(PodStatuses.with(pod.status(), ready)));
            events.warning(pod, "NodeNotReady", "Node is not ready");
        } catch (ApiException e) {
            if (!Refused.notFound(e) && !Refused.conflict(e)) {
                throw e;
            }
        }
    }

    private void taint(Node node, Instant now) {
        try {
            var taints = NodeTaints.evicting(node, driver(node, now), now);
            if (!taints.equals(node.spec().taints())) {
                nodeClient.update(node.mapSpec(spec -> spec.withTaints(taints)));
                if (!NodeTaints.drivesPodsAway(node.spec().taints())
                        && NodeTaints.drivesPodsAway(taints)) {
                    evictions.with(Zones.of(node)).add(1);
                }
            }
        } catch (ApiException e) {
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("node", node.name())
                    .log("Could not taint a node");
        }
    }

    /// What is to drive Pods from the node now; null for nothing.
    private @Nullable String driver(Node node, Instant now) {
        var ready = NodeConditions.ready(node);
        if (ready.equals("True")
                || zones.allSilent()
                || NodeConditions.find(node, "Ready").isEmpty()) {
            return null;
        }
        var wanted = ready.equals("False") ? NodeTaints.NOT_READY : NodeTaints.UNREACHABLE;
        boolean already =
                NodeTaints.evicts(node, NodeTaints.NOT_READY)
                        || NodeTaints.evicts(node, NodeTaints.UNREACHABLE);
        return already || zones.mayEvict(Zones.of(node), now) ? wanted : null;
    }
}
