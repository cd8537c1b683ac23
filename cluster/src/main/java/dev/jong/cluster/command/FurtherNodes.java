package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.machine.NodeNamespace;
import dev.jong.cluster.node.KubeletFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The nodes besides the first one, each in a network namespace of its own: they are agents, as on
/// machines of their own.
record FurtherNodes(Home home, Command.Context context) {
    /// How many nodes there shall be, the first one included.
    ///
    /// @param wanted as the user says it; 0 for as many as there were
    int count(int wanted) {
        int present = 1 + home.nodeHomes().size();
        if (wanted != 0 && wanted < present) {
            throw new ClusterException.Refused(
                    "the cluster has "
                            + present
                            + " nodes and cannot have fewer: `jong down --purge` first");
        }
        return Math.max(wanted, present);
    }

    /// Starts those that do not run and waits for all.
    ///
    /// @param server where the first node serves the API
    void start(int count, DaemonState server) {
        if (count == 1) {
            return;
        }
        NodeNamespace.connect(home.root(), ClusterConfig.POD_CIDR);
        var port = URI.create(server.address()).getPort();
        var starting = new LinkedHashMap<Background, ProcessHandle>();
        for (int number = 2; number <= count; number++) {
            var node = home.node(number);
            var running = DaemonState.read(node.state()).filter(it -> it.process().isPresent());
            if (running.filter(it -> it.phase() == Phase.READY).isEmpty()) {
                var background = new Background(node, context.terminal());
                var process =
                        running.flatMap(DaemonState::process)
                                .orElseGet(() -> launch(background, port));
                starting.put(background, process);
            }
        }
        starting.forEach(Background::awaitReady);
    }

    private ProcessHandle launch(Background background, int port) {
        var node = background.home();
        context.terminal().progress("starting node " + node.number());
        node.create();
        KubeletFile.share(home, node);
        var namespace = NodeNamespace.of(home.root(), node.number());
        namespace.create();
        return background.launch(
                namespace.prefix(),
                List.of(
                        "agent",
                        "--server",
                        "https://" + NodeNamespace.FIRST_NODE + ":" + port,
                        "--node-name",
                        node.nodeName(),
                        "--log-file",
                        node.logFile().toString()),
                context,
                Map.of(Agent.TOKEN_VARIABLE, token()));
    }

    private String token() {
        try {
            return Files.readString(home.token()).strip();
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot read " + home.token() + ": " + e.getMessage(), e);
        }
    }
}
