package dev.jong.cluster.node;

import dev.jong.api.core.v1.Node;
import dev.jong.client.Client;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.ListOptions;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.containerd.NodeNetwork;
import dev.jong.cluster.machine.HostNetwork;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects the Pods of this node once it has been given their addresses, and keeps routes to the
/// Pods of the others.
final class PodNetwork implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodNetwork.class);

    private final String self;
    private final String bridge;
    private final HostNetwork machine;
    private final ContainerdFolder containerd;
    private @Nullable Informer<Node> nodes;

    // Below: touched by the informer's thread only.
    private String podCidr = "";
    private Routes routes = Routes.NONE;

    /// Whether the last attempt is to be repeated with the next news of any node.
    private boolean failed;

    PodNetwork(String self, String bridge, HostNetwork machine, ContainerdFolder containerd) {
        this.self = self;
        this.bridge = bridge;
        this.machine = machine;
        this.containerd = containerd;
    }

    void start(Client client) {
        var watched = new Informer<>(client.resources(Node.KIND), ListOptions.ALL);
        nodes = watched;
        watched.addHandler(new Following(watched));
        watched.start();
    }

    private void follow(Informer<Node> watched) {
        try {
            watched.find("", self)
                    .map(node -> node.spec().podCidr())
                    .filter(cidr -> !cidr.isEmpty() && !cidr.equals(podCidr))
                    .ifPresent(this::connect);
            var wanted = Routes.of(watched.list(), self);
            if (!wanted.equals(routes)) {
                machine.route(routes.byCidr(), wanted.byCidr());
                routes = wanted;
            }
            failed = false;
        } catch (ClusterException e) {
            failed = true;
            log.atError().setCause(e).log("The Pods' network cannot be set up");
        }
    }

    private void connect(String cidr) {
        var network = NodeNetwork.of(bridge, cidr);
        machine.gateway(network.gateway() + "/24");
        containerd.connect(network);
        podCidr = cidr;
        log.atInfo().addKeyValue("podCIDR", cidr).log("Connected the Pods' network");
    }

    /// Nodes speak often, and seldom of where they and their Pods are.
    private final class Following implements InformerHandler<Node> {
        private final Informer<Node> watched;

        Following(Informer<Node> watched) {
            this.watched = watched;
        }

        @Override
        public void added(Node node, boolean initial) {
            changed(node.name(), Routes.NONE, route(node));
        }

        @Override
        public void updated(Node before, Node now) {
            changed(now.name(), route(before), route(now));
        }

        @Override
        public void deleted(Node last) {
            changed(last.name(), route(last), Routes.NONE);
        }

        private Routes route(Node node) {
            return Routes.of(List.of(node), self);
        }

        private void changed(String node, Routes before, Routes now) {
            if (failed || node.equals(self) || !now.equals(before)) {
                follow(watched);
            }
        }
    }

    @Override
    public void close() {
        if (nodes != null) {
            nodes.close();
        }
    }
}
