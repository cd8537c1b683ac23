package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.Home;
import dev.jong.cluster.datastore.Datastore;
import dev.jong.cluster.datastore.Migration;
import dev.jong.cluster.datastore.Migration.Moved;
import dev.jong.cluster.datastore.OwnEtcd;
import dev.jong.cluster.machine.Packages;
import dev.jong.etcd.EtcdStore;
import dev.jong.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/// Moves a stopped cluster's state between its folder and etcd. What it came from is kept beside,
/// under another name, so that no server starts on it by mistake.
final class MigrateStore {
    private final Home home;
    private final Flags flags;
    private final Terminal terminal;

    MigrateStore(Command.Context context, Flags flags) {
        this.home = context.home();
        this.flags = flags;
        this.terminal = context.terminal();
    }

    /// @param direction `to` or `from` etcd
    void run(String direction) {
        if (DaemonState.read(home.state()).flatMap(DaemonState::process).isPresent()) {
            throw new ClusterException.Refused("stop the server in " + home.root() + " first");
        }
        home.create();
        switch (direction) {
            case "to" -> to();
            case "from" -> from();
            default -> throw new Flags.Misused("to or from etcd?");
        }
    }

    private void to() {
        var datastore = DatastoreFlags.read(flags, home);
        if (datastore.runsEtcd() && Files.exists(home.etcd())) {
            throw new ClusterException.Refused("there is an etcd in " + home.etcd() + " already");
        }
        try {
            var moved =
                    with(
                            datastore,
                            etcd -> Migration.toEtcd(home.data(), etcd, terminal::progress));
            say(moved, setAside(home.data()));
        } catch (ClusterException e) {
            if (datastore.runsEtcd() && Files.exists(home.etcd())) {
                setAside(home.etcd()); // half of it, in the way of another try
            }
            throw e;
        }
    }

    private void from() {
        var datastore = DatastoreFlags.read(flags, home);
        if (datastore.runsEtcd() && !Files.exists(home.etcd())) {
            throw new ClusterException.Refused("there is no etcd in " + home.etcd());
        }
        var moved = with(datastore, etcd -> Migration.toEmbedded(etcd, home.data()));
        say(moved, datastore.runsEtcd() ? setAside(home.etcd()) : home.data());
    }

    private void say(Moved moved, Path kept) {
        terminal.say(
                "Moved %d entries from revision %d; the cluster goes on at %d."
                        .formatted(moved.entries(), moved.from(), moved.to()));
        if (!kept.equals(home.data())) {
            terminal.say("What it came from is kept in " + kept + ".");
        }
    }

    private Moved with(Datastore datastore, Function<EtcdStore, Moved> work) {
        return switch (datastore) {
            case Datastore.Etcd(var options) -> {
                try (var etcd = EtcdStore.open(options.withCompaction(Duration.ZERO))) {
                    yield work.apply(etcd);
                } catch (StoreException e) {
                    throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
                }
            }
            case Datastore.Own() -> {
                Packages.requireEtcd(terminal::progress);
                var name = Agent.nodeName(flags);
                var pki = ChosenEtcd.certificates(home, name);
                try (var member = OwnEtcd.start(home, name, ClusterConfig.machineAddress(), pki);
                        var etcd = member.open()) {
                    yield work.apply(etcd);
                } catch (StoreException e) {
                    throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
                }
            }
            case Datastore.Embedded(var _), Datastore.Joined(var _) ->
                    throw new Flags.Misused("name an etcd with --own-etcd or --datastore");
        };
    }

    private static Path setAside(Path folder) {
        var other =
                folder.resolveSibling(
                        folder.getFileName()
                                + ".before-migration-"
                                + StoreFiles.STAMP.format(Instant.now()));
        try {
            return Files.move(folder, other);
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "moved, but " + folder + " cannot be renamed: " + e.getMessage(), e);
        }
    }
}
