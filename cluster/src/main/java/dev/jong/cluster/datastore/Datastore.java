package dev.jong.cluster.datastore;

import dev.jong.etcd.EtcdOptions;
import java.net.URI;
import java.nio.file.Path;

/// Where a cluster keeps its state.
public sealed interface Datastore {

    /// In a folder of this machine, for one server.
    record Embedded(Path folder) implements Datastore {}

    /// In an etcd that somebody else runs, for one server or several.
    record Etcd(EtcdOptions options) implements Datastore {}

    /// In an etcd of the cluster's own, of which this server runs the first member.
    record Own() implements Datastore {}

    /// In the etcd of a cluster that this server joins, with a member of its own.
    ///
    /// @param server URL of the API of a server that runs
    record Joined(URI server) implements Datastore {}

    /// Whether other servers may work on it at the same time.
    default boolean isShared() {
        return !(this instanceof Embedded);
    }

    /// Whether this server runs a member of etcd.
    default boolean runsEtcd() {
        return this instanceof Own || this instanceof Joined;
    }
}
