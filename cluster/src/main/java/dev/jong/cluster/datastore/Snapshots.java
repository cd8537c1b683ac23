package dev.jong.cluster.datastore;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.machine.Program;
import dev.jong.cluster.pki.CommonFiles;
import dev.jong.cluster.pki.EtcdPki;
import dev.jong.etcd.Backup;
import dev.jong.etcd.EtcdOptions;
import dev.jong.etcd.EtcdStore;
import dev.jong.etcd.Restoration;
import dev.jong.store.DataBackup;
import dev.jong.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Snapshots of a cluster's state, of the embedded store or of etcd, each in the form that store
/// has for it.
///
/// @param home in which they are kept, unless another place is named
public record Snapshots(Home home) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /// So that no client takes what is restored for older than what it saw: revisions go on far
    /// behind those that were given out after the snapshot, and watches from before are refused.
    private static final long AHEAD = 1_000_000_000L;

    private static final String ETCD = ".db";
    private static final String EMBEDDED = ".snapshot";

    /// @param whole whether its checksums hold
    public record Kept(Path file, long bytes, Instant time, boolean whole) {}

    /// Where one of etcd goes for which no place is named.
    public Path placeOfEtcd(Instant now) {
        return home.snapshots().resolve("etcd-" + STAMP.format(now) + ETCD);
    }

    /// The same for one of the embedded store.
    public Path place(Instant now) {
        return home.snapshots().resolve("store-" + STAMP.format(now) + EMBEDDED);
    }

    /// Takes one of etcd and proves its checksum.
    ///
    /// @throws ClusterException.Refused when etcd or the disk fails
    public void save(EtcdOptions options, Path file) {
        try (var store = EtcdStore.open(options.withCompaction(Duration.ZERO))) {
            makeFolder(file);
            store.save(file);
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    /// Takes one of the embedded store, whether a server runs on it or not, and reads it again.
    ///
    /// @throws ClusterException.Refused when the data or the disk fail
    public DataBackup.Content save(Path file) {
        makeFolder(file);
        try {
            return DataBackup.save(home.data(), file);
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static void makeFolder(Path file) {
        var folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot make " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Those in the home, oldest first.
    public List<Kept> list() {
        if (!Files.isDirectory(home.snapshots())) {
            return List.of();
        }
        try (var files = Files.list(home.snapshots())) {
            return files.map(Snapshots::kept)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Kept::time))
                    .toList();
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot read " + home.snapshots() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Kept> kept(Path file) {
        try {
            var etcd = file.toString().endsWith(ETCD);
            if (!etcd && !file.toString().endsWith(EMBEDDED)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Kept(
                            file,
                            Files.size(file),
                            Files.getLastModifiedTime(file).toInstant(),
                            etcd ? Backup.isWhole(file) : isWhole(file)));
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean isWhole(Path file) {
        try {
            DataBackup.check(file);
            return true;
        } catch (StoreException _) {
            return false;
        }
    }

    /// Makes the embedded store's data from one of its snapshots.
    ///
    /// @throws ClusterException.Refused when there are data already, or the snapshot is damaged
    public DataBackup.Content restore(Path file) {
        try {
            return DataBackup.restore(file, home.data());
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
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
            ready(name, address, pki);
        } catch (IOException e) {
            throw new ClusterException.Refused(file + " cannot be restored: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Refused("the restoration was interrupted", e);
        }
    }

    /// Has the member that was restored go on far behind the snapshot, in this home.
    private void ready(String name, InetAddress address, EtcdPki pki) {
        try (var member = OwnEtcd.start(home, name, address, pki);
                var etcd = member.open()) {
            CommonFiles.replaceUnlessKept(etcd, home);
            etcd.raiseBehind(etcd.raised().revision() + AHEAD);
        } catch (StoreException e) {
            throw new ClusterException.Refused(
                    "delete " + home.etcd() + " and begin again: " + e.getMessage(), e);
        }
    }
}
