package dev.jong.cluster;

import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.pki.Pki;
import dev.jong.foundation.Lifecycle;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A cluster within a JVM that knows nothing of Jong's types. `dev.jong.junit` finds it by name, in
/// a class loader of its own.
///
/// Settings: `nodes`, the number of simulated nodes. Answers: `kubeconfig` (text) and `close` (a
/// Runnable).
public final class EmbeddedCluster implements Function<Map<String, String>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, String> settings) {
        var nodes = Integer.parseInt(settings.getOrDefault("nodes", "1"));
        var clock = InstantSource.system();
        var parts = new Lifecycle();
        try {
            var store = LogStore.inMemory(StoreOptions.DEFAULT);
            var pki = Pki.create(List.of(), clock);
            var plane =
                    parts.add(
                            "control plane",
                            ControlPlane.start(ControlPlaneConfig.EMBEDDED, pki, store, clock));
            var client = plane.client(Pki.ADMIN, pki.admin());
            parts.add("nodes", SimulatedNodes.start(nodes, client, pki, clock));
            SimulatedNodes.names(nodes).forEach(name -> Readiness.awaitNode(client, name));
            Runnable close = parts::close;
            return Map.of("kubeconfig", plane.access(ClusterAccess.NAME).yaml(), "close", close);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }
}
