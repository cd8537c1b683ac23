package dev.jong.etcd;

import com.google.protobuf.ByteString;
import dev.jong.etcd.rpc.CompactionRequest;
import dev.jong.etcd.rpc.KVGrpc;
import dev.jong.etcd.rpc.LeaseGrantRequest;
import dev.jong.etcd.rpc.LeaseGrpc;
import dev.jong.etcd.rpc.LeaseRevokeRequest;
import dev.jong.etcd.rpc.RangeResponse;
import dev.jong.store.Entry;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.Watch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The store on etcd 3.4 or newer. Keys and values are those of the embedded store, reads are
/// linearizable.
public final class EtcdStore implements Store {
    private static final int LONGEST_KEY = 10_000;

    /// Holds by how much revisions are higher than etcd's, in decimal digits.
    private static final String RAISE = "/jong/raise";

    /// Keys read with one request; more are read at the same revision.
    private static final int PAGE = 5_000;

    private final Endpoints endpoints;
    private final Requests requests;
    private final Members members;
    private final Pulse pulse;
    private final Compactor compactor;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
    private final AtomicLong compacted = new AtomicLong();
    private volatile @Nullable String full;
    private volatile boolean closed;

    private EtcdStore(EtcdOptions options) {
        this.endpoints = new Endpoints(options.endpoints(), options.security());
        this.requests = new Requests(endpoints, options.patience());
        this.members = new Members(requests);
        this.pulse = new Pulse(endpoints, options.pulse());
        this.compactor = new Compactor(this, requests, options.compaction());
    }

    /// Connects.
    ///
    /// @throws StoreException.Unavailable when no member answers
    public static EtcdStore open(EtcdOptions options) {
        var store = new EtcdStore(options);
        try {
            store.revision();
        } catch (StoreException e) {
            store.close();
            throw e;
        }
        store.pulse.start();
        store.compactor.start();
        return store;
    }

    /// Who makes up this etcd.
    public Members members() {
        return members;
    }

    /// Writes the whole database to a file, as `etcdctl snapshot save` does, and proves its
    /// checksum. Nobody is stopped meanwhile.
    ///
    /// @throws StoreException.Unusable when etcd or the disk fails; no file is left
    public void save(Path file) {
        Backup.save(endpoints.current(), file);
    }

    /// The store to work with: this one, or, where etcd took over from another store, this one with
    /// revisions that go on behind the other's. Closing it closes this one.
    public Store raised() {
        var by = raise();
        return by == 0 ? this : new RaisedStore(this, by);
    }

    /// Has every revision that [#raised] shows from now on be newer than one that another store
    /// gave out. etcd gives revisions itself, one to each change, so the difference is written down
    /// in it. What was before is forgotten. Nobody else may have etcd open.
    public void raiseBehind(long revision) {
        var by = Math.max(raise(), revision);
        var there = get(RAISE);
        var value = Long.toString(by).getBytes(StandardCharsets.UTF_8);
        var written =
                write(
                        there.isEmpty()
                                ? new Write.Create(RAISE, value)
                                : new Write.Update(RAISE, value, there.get().revision()));
        if (written instanceof Written.Conflict) {
            throw new StoreException.Unusable(
                    "somebody else writes to etcd", new IllegalStateException(RAISE));
        }
        compact(revision());
    }

    /// By how much revisions are higher than etcd's.
    private long raise() {
        var text = get(RAISE).map(entry -> new String(entry.value(), StandardCharsets.UTF_8));
        try {
            return text.map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException e) {
            throw new StoreException.Unusable(RAISE + " in etcd holds no number", e);
        }
    }

    Compactor compactor() {
        return compactor;
    }

    /// Asks a majority.
    @Override
    public long revision() {
        return ask(dev.jong.etcd.rpc.RangeRequest.newBuilder()
                        .setKey(KeyRange.ALL.first())
                        .setCountOnly(true)
                        .build())
                .getHeader()
                .getRevision();
    }

    /// As far as this process has heard: another server's compaction shows up to a period late.
    @Override
    public long compactedRevision() {
        return compacted.get();
    }

    void compactedTo(long revision) {
        compacted.accumulateAndGet(revision, Math::max);
    }

    @Override
    public Optional<Entry> get(String key) {
        var found =
                ask(
                        dev.jong.etcd.rpc.RangeRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .build());
        return found.getKvsCount() == 0
                ? Optional.empty()
                : Optional.of(Transactions.entry(found.getKvs(0)));
    }

    @Override
    public RangeResult range(RangeRequest request) {
        while (true) {
            try {
                return read(request);
            } catch (Requests.Refused e) {
                switch (e.refusal()) {
                    case COMPACTED -> {
                        // Without a revision asked for, a compaction came between two pages.
                        if (request.revision() > 0) {
                            compactedTo(request.revision() + 1);
                            return new RangeResult.Compacted(compacted.get());
                        }
                    }
                    case IN_FUTURE -> {
                        return new RangeResult.InFuture(revision());
                    }
                    default -> throw e.unexpected();
                }
            }
        }
    }

    private RangeResult read(RangeRequest request) {
        var keys = KeyRange.of(request.prefix()).from(request.startKey());
        var entries = new ArrayList<Entry>();
        long revision = request.revision();
        long limit = request.limit() > 0 ? request.limit() : Long.MAX_VALUE;
        while (true) {
            var page =
                    ask(
                            dev.jong.etcd.rpc.RangeRequest.newBuilder()
                                    .setKey(keys.first())
                                    .setRangeEnd(keys.end())
                                    .setRevision(revision)
                                    .setLimit(Math.min(PAGE, limit - entries.size()))
                                    .build());
            if (revision == 0) {
                revision = page.getHeader().getRevision();
            }
            page.getKvsList().forEach(found -> entries.add(Transactions.entry(found)));
            if (!page.getMore() || entries.size() >= limit) {
                return new RangeResult.Found(
                        entries, page.getCount() - page.getKvsCount(), revision);
            }
            keys = keys.from(entries.getLast().key() + "\0");
        }
    }

    @Override
    public long count(String prefix) {
        var keys = KeyRange.of(prefix);
        return ask(dev.jong.etcd.rpc.RangeRequest.newBuilder()
                        .setKey(keys.first())
                        .setRangeEnd(keys.end())
                        .setCountOnly(true)
                        .build())
                .getCount();
    }

    private RangeResponse ask(dev.jong.etcd.rpc.RangeRequest request) {
        return requests.read(KVGrpc.getRangeMethod(), request);
    }

    /// @throws StoreException.Undecided when etcd did not answer whether it was done
    /// @throws StoreException.TooLarge for a value that etcd does not take
    @Override
    public Written write(Write write) {
        if (write.key().isEmpty() || write.key().length() > LONGEST_KEY) {
            throw new IllegalArgumentException("a key has 1 to " + LONGEST_KEY + " characters");
        }
        try {
            var answer = requests.change(KVGrpc.getTxnMethod(), Transactions.of(write));
            full = null;
            return Transactions.written(answer);
        } catch (Requests.Refused e) {
            throw switch (e.refusal()) {
                case NO_SUCH_LEASE -> new StoreException.NoSuchLease(lease(write));
                case NO_SPACE -> outOfSpace();
                case TOO_LARGE ->
                        new StoreException.TooLarge(
                                "etcd takes no request of "
                                        + (size(write) >> 10)
                                        + " KiB: see its flag --max-request-bytes");
                default -> e.unexpected();
            };
        }
    }

    private StoreException outOfSpace() {
        var sentence =
                "the store is read-only, because etcd's database has reached its quota: compact and"
                        + " defragment it or raise --quota-backend-bytes, then disarm the alarm";
        full = sentence;
        return new StoreException.ReadOnly(sentence);
    }

    private static long lease(Write write) {
        return switch (write) {
            case Write.Create create -> create.lease();
            case Write.Update update -> update.lease();
            case Write.Delete _ -> 0;
        };
    }

    private static long size(Write write) {
        return switch (write) {
            case Write.Create create -> create.value().length;
            case Write.Update update -> update.value().length;
            case Write.Delete _ -> 0;
        };
    }

    @Override
    public List<Written> writeAll(List<? extends Write> writes) {
        return writes.stream().map(this::write).toList();
    }

    @Override
    public Watch watch(String prefix, long startRevision) {
        var from = startRevision > 0 ? startRevision : revision() + 1;
        var watch = new EtcdWatch(this, endpoints, prefix, from);
        watches.add(watch);
        if (closed) {
            watch.close();
        }
        return watch;
    }

    void forget(EtcdWatch watch) {
        watches.remove(watch);
    }

    /// Whether the member's answers to progress requests hold.
    boolean progressIsReliable(Endpoint endpoint) {
        return members.version(endpoint).map(Progress::isReliable).orElse(false);
    }

    @Override
    public long grantLease(Duration timeToLive) {
        var lease = random.nextLong(1, Long.MAX_VALUE);
        var request =
                LeaseGrantRequest.newBuilder()
                        .setID(lease)
                        .setTTL(Math.max(1, timeToLive.toSeconds()))
                        .build();
        try {
            // The number makes it harmless to ask again.
            return requests.read(LeaseGrpc.getLeaseGrantMethod(), request).getID();
        } catch (Requests.Refused e) {
            return switch (e.refusal()) {
                case LEASE_EXISTS -> lease;
                case NO_SPACE -> throw outOfSpace();
                default -> throw e.unexpected();
            };
        }
    }

    @Override
    public boolean keepLeaseAlive(long lease) {
        return members.keepAlive(lease);
    }

    @Override
    public boolean revokeLease(long lease) {
        try {
            var request = LeaseRevokeRequest.newBuilder().setID(lease).build();
            requests.change(LeaseGrpc.getLeaseRevokeMethod(), request);
            return true;
        } catch (Requests.Refused e) {
            if (e.refusal() == Refusal.NO_SUCH_LEASE) {
                return false;
            }
            throw e.unexpected();
        }
    }

    @Override
    public void compact(long revision) {
        var upTo = Math.min(revision, revision());
        try {
            requests.read(
                    KVGrpc.getCompactMethod(),
                    CompactionRequest.newBuilder().setRevision(upTo).build());
        } catch (Requests.Refused e) {
            if (e.refusal() != Refusal.COMPACTED) {
                throw e.unexpected();
            }
        }
        compactedTo(upTo);
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(full).or(pulse::trouble);
    }

    @Override
    public long bytes() {
        try {
            return members.bytes();
        } catch (StoreException _) {
            return 0;
        }
    }

    @Override
    public void close() {
        closed = true;
        compactor.close();
        pulse.close();
        requests.close();
        List.copyOf(watches).forEach(EtcdWatch::close);
        endpoints.close();
    }
}
