package dev.jong.cluster.datastore;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.machine.Program;
import dev.jong.cluster.pki.EtcdPki;
import dev.jong.etcd.Backup;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.Restoration;
import dev.jong.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Snapshots of the etcd that keeps a cluster's state.
///
/// @param home in which they are kept, unless another place is named
public record Snapshots(Home home) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /// @param whole whether its checksum holds
    public record Kept(Path file, long bytes, Instant time, boolean whole) {}

    /// Where one goes for which no place is named.
    public Path place(Instant now) {
        return home.snapshots().resolve("etcd-" + STAMP.format(now) + ".db");
    }

    /// Takes one and proves its checksum.
    ///
    /// @throws ClusterException.Refused when etcd or the disk fails
    public void save(EtcdOptions options, Path file) {
        try (var store = EtcdStore.open(options.withCompaction(Duration.ZERO))) {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            store.save(file);
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /// Those in the home, oldest first.
    public List<Kept> list() {
        if (!Files.isDirectory(home.snapshots())) {
            return List.of();
        }
        try (var files = Files.list(home.snapshots())) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .sorted()
                    .map(Snapshots::kept)
                    .toList();
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot read " + home.snapshots() + ": " + e.getMessage(), e);
        }
    }

    private static Kept kept(Path file) {
        try {
            return new Kept(
                    file,
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant(),
                    Backup.isWhole(file));
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Makes the data of this server's own member from a snapshot; servers that join it get them
    /// from there.
    ///
    /// @throws ClusterException.Refused when there are data already, or the snapshot is damaged
    public void restore(Path file, String name, InetAddress address, EtcdPki pki) {
        var settings = OwnEtcd.first(home, name, address, pki);
        if (Files.exists(settings.data())) {
            throw new ClusterException.Refused(
                    settings.data()
                            + " exists: move it away to have its place taken by the snapshot");
        }
        try {
            if (!Backup.isWhole(file)) {
                throw new ClusterException.Refused(
                        file + " is no whole snapshot of etcd: its checksum does not hold");
            }
            var tool =
                    Program.find("etcdutl")
                            .or(() -> Program.find("etcdctl"))
                            .orElseThrow(() ->
                                    new ClusterException.Refused(
                                            "etcdutl is missing: install your distribution's"
                                                    + " etcd-client"));
            Restoration.restore(tool, file, settings);
        } catch (IOException e) {
            throw new ClusterException.Refused(file + " cannot be restored: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Refused("the restoration was interrupted", e);
        }
    }
}
