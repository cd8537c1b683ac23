package dev.jong.cluster;

import dev.jong.apiserver.config.ServerFlags;
import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.pki.Pki;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdSecurity;
import dev.jong.etcd.EtcdStore;
import dev.jong.foundation.Lifecycle;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// A cluster within a JVM that knows nothing of Jong's types. `dev.jong.junit` finds it by name, in
/// a class loader of its own.
///
/// Settings: `nodes`, the number of simulated nodes; `datastore`, URLs of an etcd that keeps the
/// state instead of memory, which nobody else protects or uses; `flags` of the API server, one a
/// line. Answers: `kubeconfig` (text) and `close` (a Runnable).
public final class EmbeddedCluster implements Function<Map<String, String>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, String> settings) {
        var nodes = Integer.parseInt(settings.getOrDefault("nodes", "1"));
        var flags = ServerFlags.parse(settings.getOrDefault("flags", "").lines().toList());
        var clock = InstantSource.system();
        var parts = new Lifecycle();
        try {
            var store = store(settings.getOrDefault("datastore", ""));
            var pki = Pki.create(List.of(), clock);
            var plane =
                    parts.add(
                            "control plane",
                            ControlPlane.start(
                                    ControlPlaneConfig.EMBEDDED.withFlags(flags),
                                    pki,
                                    store,
                                    clock));
            var client = plane.client(Pki.ADMIN, pki.admin());
            parts.add("nodes", SimulatedNodes.start(nodes, client, plane::node, pki, clock));
            SimulatedNodes.names(nodes).forEach(name -> Readiness.awaitNode(client, name));
            Runnable close = parts::close;
            return Map.of("kubeconfig", plane.access(ClusterAccess.NAME).yaml(), "close", close);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Store store(String datastore) {
        if (datastore.isEmpty()) {
            return LogStore.inMemory(StoreOptions.DEFAULT);
        }
        var endpoints = Stream.of(datastore.split(",", -1)).map(URI::create).toList();
        return EtcdStore.open(EtcdOptions.of(endpoints, new EtcdSecurity.Plain())).raised();
    }
}
