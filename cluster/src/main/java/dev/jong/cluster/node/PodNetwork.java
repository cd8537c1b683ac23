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

    PodNetwork(String self, String bridge, HostNetwork machine, ContainerdFolder containerd) {
        this.self = self;
        this.bridge = bridge;
        this.machine = machine;
        this.containerd = containerd;
    }

    void start(Client client) {
        var watched = new Informer<>(client.resources(Node.KIND), ListOptions.ALL);
        nodes = watched;
        watched.addHandler(InformerHandler.any(_ -> follow(watched)));
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
        } catch (ClusterException e) {
            // The next news of any node (each speaks every few minutes) tries again.
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

    @Override
    public void close() {
        if (nodes != null) {
            nodes.close();
        }
    }
}
