package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Stores with one fault each, of the kinds that etcd and its like had.
enum Mutants implements Rig {
    FORCES_NOTHING(
            disk(inner ->
                    new DiskAround(inner) {
                        @Override
                        void force(Path path, OpenFile file) {}
                    })),
    FORCES_NO_NAMES(
            disk(inner ->
                    new DiskAround(inner) {
                        @Override
                        public void force(Path directory) {}
                    })),
    NAMES_A_SNAPSHOT_BEFORE_IT_IS_FORCED(
            disk(inner ->
                    new DiskAround(inner) {
                        @Override
                        void force(Path path, OpenFile file) throws IOException {
                            if (!path.toString().endsWith(SnapshotFile.UNFINISHED)) {
                                file.force();
                            }
                        }
                    })),
    ANSWERS_THOUGH_THE_FORCE_FAILED(
            disk(inner ->
                    new DiskAround(inner) {
                        @Override
                        void force(Path path, OpenFile file) {
                            try {
                                file.force();
                            } catch (IOException swallowed) {
                                Thread.yield();
                            }
                        }
                    })),
    ACCEPTS_A_TORN_TAIL(
            disk(inner ->
                    new DiskAround(inner) {
                        @Override
                        ByteBuffer view(Path path, OpenFile file, long at, long length)
                                throws IOException {
                            return path.toString().endsWith(LogFile.SUFFIX)
                                    ? withGoodChecksums(file.view(at, length), path)
                                    : file.view(at, length);
                        }
                    })),
    DROPS_THE_LAST_BATCH_WHEN_IT_OPENS(
            disk(inner ->
                    new DiskAround(inner) {
                        @Override
                        ByteBuffer view(Path path, OpenFile file, long at, long length)
                                throws IOException {
                            var whole = file.view(at, length);
                            return path.toString().endsWith(LogFile.SUFFIX)
                                            && at == 0
                                            && length > 700
                                    ? whole.limit((int) length - 10)
                                    : whole;
                        }
                    })),
    PUBLISHES_BEFORE_IT_WRITES(
            journal(inner ->
                    new JournalAround(inner) {
                        private ByteBuffer kept = ByteBuffer.allocate(0);

                        @Override
                        public void append(ByteBuffer batch) throws IOException {
                            var late = kept;
                            kept = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
                            if (late.hasRemaining()) {
                                super.append(late);
                            }
                        }
                    })),
    SKIPS_AN_EVENT_AT_THE_COMPACTED_REVISION(
            watch((store, request) ->
                    store.inner.watch(
                            request.prefix,
                            request.start == store.compactedRevision() + 1 && request.start > 2
                                    ? request.start + 1
                                    : request.start))),
    REPEATS_AN_EVENT_ON_RESUME(
            watch((store, request) ->
                    store.inner.watch(
                            request.prefix,
                            request.start > 2 ? request.start - 1 : request.start))),
    REPEATS_AN_EVENT(
            events(events ->
                    List.of(events, events.size() > 2 ? events.subList(2, 3) : List.of()))),
    LOSES_AN_EVENT(
            events(events ->
                    List.of(events.size() > 3 ? events.subList(1, events.size()) : events))),
    TURNS_EVENTS_AROUND(events(events -> List.of(events.reversed()))),
    SPLITS_A_REVISION(
            events(events -> {
                for (var i = 1; i < events.size(); i++) {
                    if (events.get(i).revision() == events.get(i - 1).revision()) {
                        return List.of(events.subList(0, i), events.subList(i, events.size()));
                    }
                }
                return List.of(events);
            })),
    MATCHES_A_PREFIX_WITHOUT_ITS_SLASH(
            watch((store, request) ->
                    store.inner.watch(
                            request.prefix.equals("/a/") ? "/a" : request.prefix, request.start))),
    FORGETS_THE_PREVIOUS_VALUE(
            events(events ->
                    List.of(
                            changed(
                                    events,
                                    put ->
                                            put.entry().version() > 3
                                                    ? new Event.Put(put.entry(), null, null)
                                                    : put)))),
    TAKES_AN_UPDATE_FOR_A_CREATE(
            events(events ->
                    List.of(
                            changed(
                                    events,
                                    put -> {
                                        var entry = put.entry();
                                        return entry.version() == 2
                                                ? new Event.Put(
                                                        new Entry(
                                                                entry.key(),
                                                                entry.value(),
                                                                entry.revision(),
                                                                entry.revision(),
                                                                1,
                                                                entry.lease()),
                                                        put.previous(),
                                                        null)
                                                : put;
                                    })))),
    TELLS_PROGRESS_TOO_EARLY(
            watch((store, request) ->
                    new WatchAround(
                            store.inner.watch(request.prefix, request.start),
                            batch ->
                                    batch instanceof WatchBatch.Events
                                            ? List.of(
                                                    new WatchBatch.Progress(store.revision()),
                                                    batch)
                                            : List.of(batch)))),
    READS_WHAT_IT_ONCE_READ(
            store(inner ->
                    new StoreAround(inner) {
                        private final Map<String, Optional<Entry>> read = new ConcurrentHashMap<>();
                        private final AtomicLong count = new AtomicLong();

                        @Override
                        public Optional<Entry> get(String key) {
                            return count.incrementAndGet() % 4 == 0
                                    ? read.computeIfAbsent(key, super::get)
                                    : read.compute(key, (_, _) -> super.get(key));
                        }
                    })),
    READS_THE_NEWEST_AT_AN_OLD_REVISION(
            store(inner ->
                    new StoreAround(inner) {
                        @Override
                        public RangeResult range(RangeRequest request) {
                            return super.range(request) instanceof RangeResult.Found found
                                            && super.range(request.at(0))
                                                    instanceof RangeResult.Found newest
                                    ? new RangeResult.Found(
                                            newest.entries(), newest.remaining(), found.revision())
                                    : super.range(request);
                        }
                    })),
    COUNTS_TOMBSTONES(
            store(inner ->
                    new StoreAround(inner) {
                        @Override
                        public RangeResult range(RangeRequest request) {
                            return super.range(request)
                                                    instanceof
                                                    RangeResult.Found(
                                                            var entries,
                                                            var remaining,
                                                            var revision)
                                            && remaining > 0
                                            && compactedRevision() > 10
                                    ? new RangeResult.Found(entries, remaining + 1, revision)
                                    : super.range(request);
                        }
                    })),
    WRITES_OVER_A_CONFLICT(
            store(inner ->
                    new StoreAround(inner) {
                        @Override
                        public Written write(Write write) {
                            var answer = super.write(write);
                            return write instanceof Write.Update update
                                            && answer instanceof Written.Conflict(var current)
                                            && current != null
                                    ? super.write(
                                            new Write.Update(
                                                    update.key(),
                                                    update.value(),
                                                    current.revision(),
                                                    update.lease()))
                                    : answer;
                        }
                    })),
    ENDS_A_LEASE_WITH_A_KEY_THAT_LEFT_IT(
            store(inner ->
                    new StoreAround(inner) {
                        private final Map<Long, String> keys = new ConcurrentHashMap<>();

                        @Override
                        public Written write(Write write) {
                            if (write instanceof Write.Create create) {
                                keys.put(create.lease(), create.key());
                            }
                            return super.write(write);
                        }

                        @Override
                        public boolean revokeLease(long lease) {
                            var answer = super.revokeLease(lease);
                            var key = keys.get(lease);
                            if (key != null) {
                                super.get(key)
                                        .ifPresent(entry ->
                                                super.write(
                                                        new Write.Delete(key, entry.revision())));
                            }
                            return answer;
                        }
                    })),
    KEEPS_THE_KEYS_OF_A_REVOKED_LEASE(
            store(inner ->
                    new StoreAround(inner) {
                        @Override
                        public boolean revokeLease(long lease) {
                            return true;
                        }
                    })),
    ANSWERS_BEFORE_THE_FORCE(journal(EarlyJournal::new)),
    SHOWS_A_BATCH_THAT_STANDS_ON_ONE_THAT_FAILED(commits(BrokenCommits.ShowsWhatToThrowAway::new)),
    STAGES_ON_A_BATCH_THAT_FAILED(commits(BrokenCommits.StagesOnWhatFailed::new)),
    STAGES_WITHOUT_A_LOOK_AT_WHAT_IS_FORCED(commits(BrokenCommits.StagesBlindly::new));

    private final Rig rig;

    Mutants(Rig rig) {
        this.rig = rig;
    }

    @Override
    public Disk disk(Disk disk) {
        return rig.disk(disk);
    }

    @Override
    public Journal journal(Journal journal) {
        return rig.journal(journal);
    }

    @Override
    public CommitLoop commits(
            State state, Journal journal, Watchers watchers, InstantSource clock) {
        return rig.commits(state, journal, watchers, clock);
    }

    @Override
    public Store store(Store store) {
        return rig.store(store);
    }

    private record Request(String prefix, long start) {}

    private static Rig disk(UnaryOperator<Disk> change) {
        return new Rig() {
            @Override
            public Disk disk(Disk disk) {
                return change.apply(disk);
            }
        };
    }

    private static Rig journal(UnaryOperator<Journal> change) {
        return new Rig() {
            @Override
            public Journal journal(Journal journal) {
                return change.apply(journal);
            }
        };
    }

    /// As [Parts#commits].
    private interface Commits {
        CommitLoop make(State state, Journal journal, Watchers watchers, InstantSource clock);
    }

    private static Rig commits(Commits broken) {
        return new Rig() {
            @Override
            public CommitLoop commits(
                    State state, Journal journal, Watchers watchers, InstantSource clock) {
                return broken.make(state, journal, watchers, clock);
            }
        };
    }

    private static Rig store(UnaryOperator<Store> change) {
        return new Rig() {
            @Override
            public Store store(Store store) {
                return change.apply(store);
            }
        };
    }

    private static Rig watch(BiFunction<StoreAround, Request, Watch> change) {
        return store(inner ->
                new StoreAround(inner) {
                    @Override
                    public Watch watch(String prefix, long startRevision) {
                        return change.apply(this, new Request(prefix, startRevision));
                    }
                });
    }

    private static Rig events(Function<List<Event>, List<List<Event>>> change) {
        return watch((store, request) ->
                WatchAround.events(store.inner.watch(request.prefix, request.start), change));
    }

    private static List<Event> changed(List<Event> events, UnaryOperator<Event.Put> change) {
        var changed = new ArrayList<Event>();
        for (var event : events) {
            changed.add(event instanceof Event.Put put ? change.apply(put) : event);
        }
        return changed;
    }

    /// The file's bytes with the checksum of each frame as its body now has it.
    private static ByteBuffer withGoodChecksums(ByteBuffer file, @Nullable Path path)
            throws IOException {
        if (path == null || file.limit() < LogFile.HEADER) {
            return file;
        }
        var copy = ByteBuffer.allocate(file.limit()).put(file).flip();
        var at = LogFile.HEADER;
        while (at + Frames.HEADER < copy.limit()) {
            var length = copy.getInt(at);
            var from = at + Frames.HEADER;
            if (length < 1 || length > copy.limit() - from) {
                break;
            }
            copy.putInt(
                    at + 4,
                    Frames.checksum(
                            new CRC32C(),
                            ByteBuffer.allocate(16),
                            copy.getLong(8),
                            at,
                            copy,
                            from,
                            from + length));
            at = from + length;
        }
        return copy;
    }
}
