package dev.jong.controllers.nodeipam;

import dev.jong.api.core.v1.Node;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives each node that has none a part of the cluster's Pod addresses: `spec.podCIDR`.
public final class NodeIpam implements Reconciler<Node> {
    private final Informer<Node> known;
    private final ResourceClient<Node> nodes;
    private final EventRecorder events;
    private final Optional<AddressPool> pool;

    /// What was given and may not have come back through the informer yet, by node. One worker
    /// only: nobody else touches it.
    private final Map<String, String> given = new HashMap<>();

    private NodeIpam(ControllerContext context) {
        var cidr = context.config().clusterCidr();
        this.known = context.informers().of(Node.KIND);
        this.nodes = context.client().resources(Node.KIND);
        this.events = context.recorder("cidrAllocator");
        this.pool = cidr.isEmpty() ? Optional.empty() : Optional.of(AddressPool.of(cidr));
    }

    public static Controller<Node> controller(ControllerContext context) {
        return Controller.of("node_ipam_controller", Node.KIND, new NodeIpam(context))
                .workers(1)
                .build();
    }

    @Override
    public Outcome reconcile(Node node) {
        if (pool.isEmpty() || !node.spec().podCidrs().isEmpty()) {
            return Outcome.done();
        }
        var free = pool.get().free(taken());
        if (free.isEmpty()) {
            events.record(
                    EventRecorder.reference(node),
                    EventRecorder.NORMAL,
                    "CIDRNotAvailable",
                    "",
                    "Node " + node.name() + " status is now: CIDRNotAvailable");
            return Outcome.failed("no part of the Pod addresses is free");
        }
        var cidr = free.get();
        nodes.update(node.mapSpec(spec -> spec.withPodCidr(cidr).withPodCidrs(List.of(cidr))));
        given.put(node.name(), cidr);
        return Outcome.done();
    }

    private HashSet<String> taken() {
        given.keySet().removeIf(name -> known.find("", name).isEmpty());
        var taken = new HashSet<>(given.values());
        known.list().forEach(node -> taken.addAll(node.spec().podCidrs()));
        return taken;
    }
}
