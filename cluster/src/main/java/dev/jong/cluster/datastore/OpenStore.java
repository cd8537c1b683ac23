package dev.jong.cluster.datastore;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.node.JoinToken;
import dev.jong.cluster.pki.CommonFiles;
import dev.jong.cluster.pki.EtcdPki;
import dev.jong.cluster.pki.PkiFolder;
import dev.jong.cluster.pki.ServerToken;
import dev.jong.etcd.EtcdStore;
import dev.jong.foundation.Lifecycle;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A cluster's store, open, and the home in agreement with it.
///
/// @param common what the servers that share the store have in common; empty when this one has it
///   alone
/// @param parts what runs for it, to be closed after the store
public record OpenStore(Store store, List<CommonFiles.Sealed> common, Lifecycle parts) {

    /// @param pki the home's certificates; what is missing of them is made or taken over
    /// @param hosts by which others reach this machine
    /// @throws dev.jong.store.StoreException when the store cannot be used
    /// @throws ClusterException.Refused when the home and the store do not go together
    public static OpenStore open(
            ClusterConfig config, PkiFolder pki, List<String> hosts, Consumer<String> progress) {
        var parts = new Lifecycle();
        try {
            return switch (config.datastore()) {
                case Datastore.Embedded(var folder) ->
                        new OpenStore(
                                LogStore.open(folder, StoreOptions.DEFAULT), List.of(), parts);
                case Datastore.Etcd(var options) ->
                        shared(config, pki, hosts, EtcdStore.open(options), parts);
                case Datastore.Own() -> {
                    prepare(config.home(), pki, hosts);
                    progress.accept("starting etcd");
                    var etcd =
                            OwnEtcd.start(
                                    config.home(),
                                    config.nodeName(),
                                    config.address(),
                                    certificates(config, pki));
                    parts.add("etcd", etcd);
                    yield shared(config, pki, hosts, etcd.open(), parts);
                }
                case Datastore.Joined(var server) -> {
                    if (!Files.exists(config.home().etcd())) {
                        var token = given(config).orElseThrow(OpenStore::noToken);
                        CommonFiles.take(
                                config.home(), ServerInvitation.fetch(server, token), token);
                    }
                    progress.accept("joining etcd");
                    var etcd =
                            OwnEtcd.join(
                                    config.home(),
                                    config.nodeName(),
                                    config.address(),
                                    certificates(config, pki),
                                    server.getHost());
                    parts.add("etcd", etcd);
                    yield shared(config, pki, hosts, etcd.open(), parts);
                }
            };
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static ClusterException noToken() {
        return new ClusterException.Refused(
                "to join a cluster as a server, give --server-token, which is the file"
                        + " \"server-token\" in the home of a server");
    }

    private static Optional<ServerToken> given(ClusterConfig config) {
        return config.serverToken().stream().findFirst();
    }

    private static EtcdPki certificates(ClusterConfig config, PkiFolder pki) {
        return pki.openEtcd(List.of(config.address().getHostAddress(), config.nodeName()));
    }

    private static void prepare(Home home, PkiFolder pki, List<String> hosts) {
        JoinToken.keptIn(home.token(), pki.open(hosts).authority().certificate());
    }

    private static OpenStore shared(
            ClusterConfig config,
            PkiFolder pki,
            List<String> hosts,
            EtcdStore store,
            Lifecycle parts) {
        try {
            var common =
                    CommonFiles.agree(
                            store,
                            config.home(),
                            given(config),
                            () -> prepare(config.home(), pki, hosts));
            return new OpenStore(store.raised(), List.of(common), parts);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }
}
