package dev.jong.controllers.nodeipam;

import dev.jong.api.core.v1.Node;
import dev.jong.client.EventRecorder;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.Optional;

/// Gives each node that has none a part of the cluster's Pod addresses: `spec.podCIDR`.
public final class NodeIpam implements Reconciler<Node> {
    private final ResourceClient<Node> nodes;
    private final EventRecorder events;

    /// Empty when nodes are not to be given addresses.
    private final Optional<Shares> shares;

    private NodeIpam(ControllerContext context) {
        var cidr = context.config().clusterCidr();
        this.nodes = context.client().resources(Node.KIND);
        this.events = context.recorder("cidrAllocator");
        this.shares =
                cidr.isEmpty() ? Optional.empty() : Optional.of(new Shares(AddressPool.of(cidr)));
        shares.ifPresent(context.informers().of(Node.KIND)::addHandler);
    }

    public static Controller<Node> controller(ControllerContext context) {
        return Controller.of("node_ipam_controller", Node.KIND, new NodeIpam(context))
                .workers(1)
                .build();
    }

    @Override
    public Outcome reconcile(Node node) {
        if (shares.isEmpty() || !node.spec().podCidrs().isEmpty()) {
            return Outcome.done();
        }
        var free = shares.get().take(node.name());
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
        try {
            nodes.update(node.mapSpec(spec -> spec.withPodCidr(cidr).withPodCidrs(List.of(cidr))));
        } catch (RuntimeException e) {
            shares.get().giveBack(node.name(), cidr);
            throw e;
        }
        return Outcome.done();
    }
}
