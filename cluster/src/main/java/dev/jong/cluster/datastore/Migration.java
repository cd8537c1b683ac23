package dev.jong.cluster.datastore;

import dev.jong.cluster.ClusterException;
import dev.jong.etcd.EtcdStore;
import dev.jong.store.DataBackup;
import dev.jong.store.Entry;
import dev.jong.store.LogStore;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.StoreOptions;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;

/// Moves the state of a stopped cluster from the embedded store to etcd, or back.
///
/// Revisions go on above those that were given out, so that no client takes new for old. The
/// embedded store takes each entry over at its own revision; etcd gives revisions itself, so that
/// there each entry gets a new one, in the same order, and how far they lie behind those of before
/// is written down. History does not move: watches from before are told to list again (410).
public final class Migration {
    /// What servers on etcd share, which belongs to the place and not to the state.
    private static final String OURS = "/jong/";

    /// How long leases go on: nobody says how much of their time is left. Kubernetes keeps Events
    /// so long.
    private static final Duration LEASE = Duration.ofHours(1);

    /// What was moved.
    ///
    /// @param from revision at which the source stood
    /// @param to revision at which the target stands
    public record Moved(long entries, long from, long to) {}

    private Migration() {}

    /// Moves what is in a folder.
    ///
    /// @throws ClusterException.Refused when a server has the folder open, when etcd holds a
    ///   cluster already, or when one of the two fails; the folder is as it was
    public static Moved toEtcd(Path data, EtcdStore etcd, Consumer<String> progress) {
        if (!Files.isDirectory(data)) {
            throw new ClusterException.Refused("there is no store in " + data);
        }
        try (var source = LogStore.open(data, StoreOptions.DEFAULT)) {
            var entries = entries(source);
            if (entries.isEmpty()) {
                throw new ClusterException.Refused("there is nothing in the store in " + data);
            }
            if (!entries(etcd).isEmpty()) {
                throw new ClusterException.Refused("this etcd holds something already");
            }
            etcd.raiseBehind(source.revision());
            var target = etcd.raised();
            progress.accept("writing " + entries.size() + " entries");
            write(entries, target);
            requireSame(entries, entries(target));
            target.compact(target.revision());
            return new Moved(entries.size(), source.revision(), target.revision());
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    /// Moves what is in etcd. Nobody may write there meanwhile.
    ///
    /// @param data a folder without a store
    /// @throws ClusterException.Refused when there is one, or when one of the two fails
    public static Moved toEmbedded(EtcdStore etcd, Path data) {
        try {
            var source = etcd.raised();
            var revision = source.revision();
            var entries = entries(source);
            if (entries.isEmpty()) {
                throw new ClusterException.Refused("there is nothing in this etcd");
            }
            DataBackup.make(data, revision, entries, LEASE.toSeconds());
            if (source.revision() != revision) {
                throw new ClusterException.Refused(
                        "somebody writes to etcd: stop all servers, delete "
                                + data
                                + " and begin again");
            }
            try (var target = LogStore.open(data, StoreOptions.DEFAULT)) {
                requireSame(entries, entries(target));
                return new Moved(entries.size(), revision, target.revision());
            }
        } catch (StoreException e) {
            throw new ClusterException.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    /// In the order of their revisions.
    private static List<Entry> entries(Store store) {
        if (!(store.range(RangeRequest.all("")) instanceof RangeResult.Found found)) {
            throw new IllegalStateException("the newest revision can be read");
        }
        return found.entries().stream()
                .filter(entry -> !entry.key().startsWith(OURS))
                .sorted(Comparator.comparingLong(Entry::revision))
                .toList();
    }

    private static void write(List<Entry> entries, Store target) {
        var leases = new HashMap<Long, Long>();
        for (var entry : entries) {
            long lease =
                    entry.lease() == 0
                            ? 0
                            : leases.computeIfAbsent(entry.lease(), _ -> target.grantLease(LEASE));
            var create = new Write.Create(entry.key(), entry.value(), lease);
            try {
                if (target.write(create) instanceof Written.Conflict) {
                    throw new ClusterException.Refused("somebody else writes to etcd");
                }
            } catch (StoreException.Undecided e) {
                if (target.get(entry.key()).isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private static void requireSame(List<Entry> wanted, List<Entry> found) {
        var same = wanted.size() == found.size();
        for (var i = 0; same && i < wanted.size(); i++) {
            same =
                    wanted.get(i).key().equals(found.get(i).key())
                            && Arrays.equals(wanted.get(i).value(), found.get(i).value());
        }
        if (!same) {
            throw new ClusterException.Refused("what was written is not what is read back");
        }
    }
}
