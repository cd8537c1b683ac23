package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.datastore.Datastore;
import dev.jong.cluster.datastore.OwnEtcd;
import dev.jong.cluster.pki.EtcdPki;
import dev.jong.cluster.pki.PkiFolder;
import dev.jong.etcd.EtcdOptions;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which etcd a command is about.
final class ChosenEtcd {
    private static final String NODE_NAME = "--node-name";

    private ChosenEtcd() {}

    /// Flags with a value that choose one.
    static Set<String> valued() {
        var valued = new HashSet<>(DatastoreFlags.VALUED);
        valued.add(NODE_NAME);
        return valued;
    }

    /// Whether one is named, or the cluster has one of its own.
    static boolean isChosen(Flags flags, Home home) {
        return DatastoreFlags.read(flags, home) instanceof Datastore.Etcd
                || Files.exists(home.etcd());
    }

    /// The etcd that is named, else the cluster's own.
    ///
    /// @throws ClusterException.Refused when there is neither
    static EtcdOptions options(Flags flags, Home home) {
        if (DatastoreFlags.read(flags, home) instanceof Datastore.Etcd(var named)) {
            return named;
        }
        if (!Files.exists(home.etcd())) {
            throw new ClusterException.Refused(
                    "the cluster in "
                            + home.root()
                            + " has no etcd of its own: name one with --datastore");
        }
        return EtcdOptions.of(
                OwnEtcd.endpoints(home, ClusterConfig.machineAddress()),
                certificates(home, Agent.nodeName(flags)).security());
    }

    static EtcdPki certificates(Home home, String name) {
        return new PkiFolder(home.pki(), InstantSource.system())
                .openEtcd(List.of(ClusterConfig.machineAddress().getHostAddress(), name));
    }
}
