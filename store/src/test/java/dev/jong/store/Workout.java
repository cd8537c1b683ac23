package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Works with a store over several lives of its machine, from one seed: random clients, fast and
/// slow watchers, compaction, snapshots, leases, a clock that jumps, a disk that fails and pauses,
/// a machine that stops and bits that turn. What the clients saw is then checked.
final class Workout {
    private static final Path DIRECTORY = Path.of("/data");
    private static final String FAILURE = "Input/output error";
    private static final int LIVES = 4;
    private static final int CLIENTS = 3;
    private static final int CALLS = 25;

    private final Random random;
    private final Rig rig;
    private final SimulatedDisk disk;
    private final Recording recording = new Recording();
    private final Map<String, Long> hints = new ConcurrentHashMap<>();
    private final List<Long> leases = new CopyOnWriteArrayList<>();
    private final Map<Long, Instant> deadlines = new HashMap<>();
    private final Map<String, Long> watched = new HashMap<>();
    private volatile Instant now = Instant.EPOCH;
    private long collected;
    private int life;

    private Workout(long seed, Rig rig) {
        this.random = new Random(seed);
        this.rig = rig;
        this.disk = new SimulatedDisk(new Random(seed));
    }

    /// Works and checks.
    ///
    /// @throws Violation when the store broke a promise
    static void check(long seed, Rig rig) throws InterruptedException {
        var workout = new Workout(seed, rig);
        for (; workout.life < LIVES; workout.life++) {
            workout.live();
        }
        var model = Model.of(workout.recording);
        CallCheck.check(workout.recording, model);
        WatchCheck.check(workout.recording, model);
    }

    private void live() throws InterruptedException {
        if (life < LIVES - 1) {
            disk.fates(faults());
        }
        try (var engine = open()) {
            var store = rig.store(engine);
            readAll(store);
            // what a snapshot took from the watches was answered to somebody
            var start = Math.max(collected, engine.compactedRevision()) + 1;
            var collector = new WatchReader(recording, store, "/", start, null);
            work(engine, store, collector);
        } catch (StoreException.Unusable failed) {
            if (!disk.stopped() && !failed.getMessage().endsWith(FAILURE)) {
                throw failed;
            }
        }
        disk.fates(_ -> SimulatedDisk.WORKS);
        if (disk.stopped()) {
            disk.restart();
        }
        for (var lease : deadlines.keySet()) {
            deadlines.put(lease, now.plusSeconds(10)); // a lease begins anew with the store
        }
    }

    private SimulatedDisk.Fates faults() {
        var left = new int[] {random.nextInt(10, 150)};
        var chance = new Random(random.nextLong());
        var moment = Step.Moment.values()[random.nextInt(3)];
        var failing = random.nextInt(3) == 0;
        return step -> {
            if (--left[0] < 0) {
                return new SimulatedDisk.Fate.Stops(moment);
            }
            if (step == Step.APPEND_BATCH && chance.nextInt(2) == 0) {
                pause(chance); // the next batch is staged meanwhile
            }
            return switch (chance.nextInt(40)) {
                case 0 -> new SimulatedDisk.Fate.WritesLess();
                case 1, 2 -> failing ? new SimulatedDisk.Fate.Fails(FAILURE) : SimulatedDisk.WORKS;
                case 3 -> {
                    pause(chance);
                    yield SimulatedDisk.WORKS;
                }
                default -> SimulatedDisk.WORKS;
            };
        };
    }

    private static void pause(Random chance) {
        LockSupport.parkNanos(chance.nextInt(300_000));
    }

    /// Opens the store; when a bit was turned that it notices, with the bit put right.
    private LogStore open() {
        var options =
                StoreOptions.DEFAULT
                        .withClock(() -> now)
                        .withHistory(Duration.ofDays(36_500), 1_000_000)
                        .withSegmentBytes(4_000)
                        .withWatchQueue(6);
        var parts = parts();
        if (life > 0 && random.nextInt(3) == 0) {
            var putRight = disk.flip();
            try {
                return LogStore.open(rig.disk(disk), DIRECTORY, options, parts);
            } catch (StoreException.Unusable failed) {
                putRight.run();
                throw failed;
            } catch (StoreException.Corrupted noticed) {
                if (!noticed.getMessage()
                        .matches("/data/\\d{16}\\.\\w+ is damaged at offset \\d+:.*")) {
                    throw noticed;
                }
                putRight.run();
            }
        }
        return LogStore.open(rig.disk(disk), DIRECTORY, options, parts);
    }

    private Parts parts() {
        return new Parts() {
            @Override
            public Journal journal(Journal sound) {
                return new JournalAround(rig.journal(sound)) {
                    @Override
                    public long bytesSince(long number) {
                        return 0; // no snapshot is due by itself
                    }
                };
            }

            @Override
            public CommitLoop commits(
                    State state, Journal journal, Watchers watchers, InstantSource clock) {
                return rig.commits(state, journal, watchers, clock);
            }
        };
    }

    private void readAll(Store store) {
        var begun = recording.tick();
        var answer = store.range(RangeRequest.all("/"));
        recording.add(new Call.Ranged(begun, recording.tick(), RangeRequest.all("/"), answer));
    }

    private void work(LogStore engine, Store store, WatchReader collector)
            throws InterruptedException {
        var late = new CountDownLatch(1);
        var readers = new ArrayList<WatchReader>();
        readers.add(collector);
        for (var prefix : Client.PREFIXES) {
            if (random.nextBoolean()) {
                var start = watched.containsKey(prefix) ? watched.get(prefix) + 1 : 0;
                var slow = random.nextBoolean() ? late : null;
                readers.add(new WatchReader(recording, store, prefix, start, slow));
            }
        }
        var clients = new ArrayList<Thread>();
        try {
            leases.add(grant(store));
            for (var c = 0; c < CLIENTS; c++) {
                var client =
                        new Client(
                                recording,
                                store,
                                new Random(random.nextLong()),
                                "v" + life + "." + c,
                                leases,
                                hints);
                clients.add(Thread.ofVirtual().start(() -> client.work(CALLS)));
            }
            disturb(engine, store, collector, readers);
            late.countDown();
            join(clients);
            disturb(engine, store, collector, readers);
        } catch (StoreException.Closed | StoreException.ReadOnly stopped) {
            Thread.yield(); // the checks come later
        } finally {
            late.countDown();
            join(clients); // they do not outlive their store
            end(store, readers);
            collected = Math.max(collected, collector.seen());
            for (var reader : readers) {
                watched.put(reader.prefix(), reader.seen());
            }
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }

    /// Everything must come to a watch that lives as long as its store.
    private void end(Store store, List<WatchReader> readers) throws InterruptedException {
        var last = life == LIVES - 1;
        if (!last && random.nextBoolean()) {
            disk.stop();
        }
        for (var reader : readers) {
            if (last) {
                reader.finish(store.revision());
            } else {
                reader.stop();
            }
        }
    }

    private long grant(Store store) {
        var lease = store.grantLease(Duration.ofSeconds(10));
        deadlines.put(lease, now.plusSeconds(10));
        return lease;
    }

    private void disturb(
            LogStore engine, Store store, WatchReader collector, List<WatchReader> readers) {
        for (var i = 0; i < 8; i++) {
            switch (random.nextInt(9)) {
                case 0, 1 -> store.compact(Math.max(1, collector.seen() - random.nextInt(12)));
                case 2 -> snapshot(engine, collector);
                case 3 -> leases.add(grant(store));
                case 4 -> revoke(store);
                case 5 -> jump(engine);
                case 6 -> readers.get(random.nextInt(readers.size())).askProgress();
                case 7 -> keepAlive(store);
                default -> readAll(store);
            }
        }
    }

    /// A snapshot takes its history from the watches. The end of a lease is the one change of which
    /// only a watch tells, so there must be none that the collector has not seen.
    private void snapshot(LogStore engine, WatchReader collector) {
        try {
            engine.keepUp();
            if (collector.catchesUp(engine.revision())) {
                engine.snapshot();
            }
        } catch (IOException failing) {
            Thread.yield();
        }
    }

    private void revoke(Store store) {
        if (!leases.isEmpty()) {
            var lease = leases.get(random.nextInt(leases.size()));
            var begun = recording.tick();
            try {
                var _ = store.revokeLease(lease);
                recording.add(new Call.LeaseEnded(begun, recording.tick(), lease));
                leases.remove(lease);
            } catch (StoreException unknown) {
                recording.add(new Call.LeaseEnded(begun, Call.NEVER, lease));
                throw unknown;
            }
        }
    }

    private void keepAlive(Store store) {
        if (!leases.isEmpty()) {
            var lease = leases.get(random.nextInt(leases.size()));
            if (store.keepLeaseAlive(lease)) {
                deadlines.put(lease, now.plusSeconds(10));
            }
        }
    }

    private void jump(LogStore engine) {
        now = now.plusSeconds(random.nextInt(-5, 12));
        var due =
                leases.stream()
                        .filter(lease -> !deadlines.getOrDefault(lease, Instant.MAX).isAfter(now))
                        .toList();
        var begun = recording.tick();
        try {
            engine.keepUp();
            for (var lease : due) {
                recording.add(new Call.LeaseEnded(begun, recording.tick(), lease));
                leases.remove(lease);
            }
        } catch (StoreException unknown) {
            due.forEach(lease -> recording.add(new Call.LeaseEnded(begun, Call.NEVER, lease)));
            throw unknown;
        }
    }
}
