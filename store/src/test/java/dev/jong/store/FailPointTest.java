package dev.jong.store;

import static dev.jong.store.Stores.large;
import static dev.jong.store.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Stops the machine at each named point of the store's way to the disk.
class FailPointTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final int WRITERS = 3;

    /// In the second the log files of the first are used again.
    private static final int ROUNDS = 2;

    private static final StoreOptions OPTIONS = StoreOptions.DEFAULT.withSegmentBytes(3_000);

    record FailPoint(Step step, Step.Moment moment) {}

    static Stream<FailPoint> failPoints() {
        return Stream.of(Step.values())
                .flatMap(step ->
                        Stream.of(Step.Moment.values())
                                .filter(step::canStop)
                                .map(moment -> new FailPoint(step, moment)));
    }

    /// What one writer knows of its key.
    private static final class Known {
        final List<String> unknown = new ArrayList<>();
        @Nullable String answered;
        long revision;
    }

    private final Map<String, Known> known = new HashMap<>();
    private final Map<Long, String> seen = new ConcurrentHashMap<>();
    private int count;

    @ParameterizedTest
    @MethodSource("failPoints")
    void keepsWhatWasAnsweredWhereverTheMachineStops(FailPoint point) throws InterruptedException {
        for (var seed = 0; seed < 4; seed++) {
            known.clear();
            seen.clear();
            var disk = new SimulatedDisk(new Random(seed));
            live(disk);
            var reached = reach(disk, point, 1 + seed / 2);
            assertThat(reached).as("the point is on the way").isTrue();
            disk.fates(_ -> SimulatedDisk.WORKS);
            live(disk);
            live(disk);
        }
    }

    /// Lives until the machine stopped at the point for the n-th time it came there.
    private boolean reach(SimulatedDisk disk, FailPoint point, int times)
            throws InterruptedException {
        for (var life = 0; life < 200; life++) {
            var left = new int[] {Math.max(1, times - life / 2)};
            // a torn batch or an unfinished snapshot is left, so that recovery has work, or nothing
            // stops the way to files that are used again
            boolean tears = life % 3 < 2;
            var torn = life % 3 == 0 ? Step.FORCE_BATCH : Step.FORCE_SNAPSHOT;
            var forces = new int[] {torn == Step.FORCE_BATCH ? 5 : 0};
            var stoppedThere = new boolean[1];
            disk.fates(step -> {
                if (step == point.step && --left[0] <= 0) {
                    stoppedThere[0] = true;
                    return new SimulatedDisk.Fate.Stops(point.moment);
                }
                return tears && step == torn && --forces[0] < 0
                        ? new SimulatedDisk.Fate.Stops(Step.Moment.BEFORE)
                        : SimulatedDisk.WORKS;
            });
            live(disk);
            if (stoppedThere[0]) {
                return true;
            }
        }
        return false;
    }

    /// Opens the store, checks what it holds, works with it until the machine stops or all is done.
    private void live(SimulatedDisk disk) throws InterruptedException {
        var journal = new FileJournal[1];
        var parts =
                new Parts() {
                    @Override
                    public Journal journal(Journal sound) {
                        journal[0] = (FileJournal) sound;
                        return sound;
                    }
                };
        try (var store = LogStore.open(disk, DIRECTORY, OPTIONS, parts)) {
            check(store);
            work(store, journal[0]);
            if (!disk.stopped()) {
                check(store);
            }
        } catch (StoreException.Unusable stopped) {
            assertThat(disk.stopped()).isTrue();
        }
        if (disk.stopped()) {
            disk.restart();
        }
    }

    private void check(LogStore store) {
        var entries = new HashMap<String, Entry>();
        Stores.found(store.range(RangeRequest.all("/")))
                .entries()
                .forEach(entry -> entries.put(entry.key(), entry));
        known.forEach((key, mine) -> {
            var entry = entries.get(key);
            if (entry == null) {
                assertThat(mine.answered).as(key).isNull();
                return;
            }
            var value = text(entry);
            var possible = new ArrayList<>(mine.unknown);
            if (mine.answered != null) {
                possible.add(mine.answered);
            }
            assertThat(possible).contains(value);
            assertThat(entry.value()).isEqualTo(large(value));
            if (value.equals(mine.answered)) {
                assertThat(entry.revision()).isEqualTo(mine.revision);
            }
            note(entry.revision(), value);
            mine.answered = value;
            mine.revision = entry.revision();
            mine.unknown.clear();
        });
        assertThat(store.revision())
                .isGreaterThanOrEqualTo(
                        seen.keySet().stream().mapToLong(each -> each).max().orElse(1));
    }

    private void note(long revision, String value) {
        var before = seen.putIfAbsent(revision, value);
        assertThat(before == null || before.equals(value))
                .as("revision %s was %s and is %s", revision, before, value)
                .isTrue();
    }

    private void work(LogStore store, FileJournal journal) throws InterruptedException {
        for (var round = 0; round < ROUNDS; round++) {
            workOnce(store);
            journal.settle();
        }
    }

    private void workOnce(LogStore store) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var w = 0; w < WRITERS; w++) {
            var key = "/" + w;
            var mine = known.computeIfAbsent(key, _ -> new Known());
            var first = count += 100;
            threads.add(Thread.ofVirtual().start(() -> write(store, key, mine, first)));
        }
        try {
            store.snapshot();
            store.grantLease(Duration.ofHours(1));
            store.compact(store.revision());
            for (var thread : threads) {
                thread.join();
            }
            store.compact(store.revision());
            store.snapshot();
        } catch (IOException | StoreException stopped) {
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private void write(LogStore store, String key, Known mine, int first) {
        for (var i = 0; i < 12; i++) {
            var value = "v" + (first + i);
            mine.unknown.add(value);
            var write =
                    mine.answered == null
                            ? new Write.Create(key, large(value))
                            : new Write.Update(key, large(value), mine.revision);
            try {
                var revision = Stores.done(store.write(write));
                mine.unknown.clear();
                mine.answered = value;
                mine.revision = revision;
                note(revision, value);
            } catch (StoreException stopped) {
                return;
            }
        }
    }
}
