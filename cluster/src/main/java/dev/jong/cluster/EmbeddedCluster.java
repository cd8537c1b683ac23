package dev.jong.cluster;

import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.pki.Pki;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A cluster within a JVM that knows nothing of Jong's types: settings in, `kubeconfig` (text) and
/// `close` (a Runnable) out. `dev.jong.junit` finds it by name, in a class loader of its own.
public final class EmbeddedCluster implements Function<Map<String, String>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, String> settings) {
        var clock = InstantSource.system();
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        var plane =
                ControlPlane.start(
                        ControlPlaneConfig.EMBEDDED, Pki.create(List.of(), clock), store, clock);
        Runnable close = plane::close;
        return Map.of("kubeconfig", plane.access(ClusterAccess.NAME).yaml(), "close", close);
    }
}
