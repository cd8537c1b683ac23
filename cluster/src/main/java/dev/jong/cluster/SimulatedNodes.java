package dev.jong.cluster;

import dev.jong.client.Client;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Subject;
import dev.jong.foundation.Lifecycle;
import dev.jong.http.TlsIdentity;
import dev.jong.kubelet.Feed;
import dev.jong.kubelet.Kubelet;
import dev.jong.kubelet.KubeletConfig;
import dev.jong.kubelet.simulated.SimulatedBehaviour;
import dev.jong.kubelet.simulated.SimulatedRuntime;
import dev.jong.kubelet.simulated.SimulatedWorld;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Nodes that exist only in this process. Their kubelets serve on the loopback address, each on a
/// port of its own: the addresses that the nodes have are nobody's.
final class SimulatedNodes implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int NUMBERS_IN_BYTE = 256;

    private final Lifecycle parts = new Lifecycle();

    private SimulatedNodes() {}

    /// @param watching sees the Pods of all nodes
    /// @param own what the node of a name speaks with
    static SimulatedNodes start(
            int count,
            Client watching,
            Function<String, Client> own,
            Pki pki,
            InstantSource clock) {
        var serving = serving(pki);
        var nodes = new SimulatedNodes();
        var world = nodes.parts.add("world", new SimulatedWorld(clock));
        var feed = nodes.parts.add("feed", Feed.ofAllNodes(watching).start());
        var names = names(count);
        for (var i = 0; i < names.size(); i++) {
            var runtime =
                    nodes.parts.add(
                            "runtime", new SimulatedRuntime(world, SimulatedBehaviour.USUAL));
            var settings =
                    KubeletConfig.simulated(names.get(i), address(i))
                            .withServer(new KubeletConfig.Server(LOOPBACK, 0, serving));
            nodes.parts.add(
                    "kubelet", Kubelet.start(settings, own.apply(names.get(i)), runtime, feed));
        }
        return nodes;
    }

    private static TlsIdentity serving(Pki pki) {
        var own = pki.authority().server(Subject.of("system:nodes"), List.of(LOOPBACK));
        return new TlsIdentity(
                own.key(), List.of(own.certificate()), List.of(pki.authority().certificate()));
    }

    /// `node-0` and on.
    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "node-" + i).toList();
    }

    private static String address(int index) {
        return "10.0." + (index / NUMBERS_IN_BYTE + 1) + "." + index % NUMBERS_IN_BYTE;
    }

    @Override
    public void close() {
        parts.close();
    }
}
