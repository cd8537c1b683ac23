package dev.jong.store;

import static dev.jong.store.Stores.bytes;
import static dev.jong.store.Stores.create;
import static dev.jong.store.Stores.keys;
import static dev.jong.store.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// While a batch is written and forced the next one is staged on top of it: what both may show,
/// when, and what is left of them when a disk fails or a machine stops just then.
class StagedBatchTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final Executor CLIENTS = work -> Thread.ofVirtual().start(work);

    /// A point on the way of the batch that is written, or of the one that stands on it.
    ///
    /// @param batch 0 for the first, 1 for the one on it
    record FailPoint(Step step, Step.Moment moment, int batch) {}

    static Stream<FailPoint> failPoints() {
        return Stream.of(Step.APPEND_BATCH, Step.FORCE_BATCH)
                .flatMap(step ->
                        Stream.of(Step.Moment.values())
                                .filter(step::canStop)
                                .flatMap(moment ->
                                        Stream.of(0, 1)
                                                .map(batch -> new FailPoint(step, moment, batch))));
    }

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final CountDownLatch staged = new CountDownLatch(1);
    private final List<CompletableFuture<Written>> second = new ArrayList<>();

    /// Says when a batch is staged on another.
    private final Parts parts =
            new Parts() {
                @Override
                public CommitLoop commits(
                        State state, Journal journal, Watchers watchers, InstantSource clock) {
                    return new CommitLoop(state, journal, watchers, clock, 1) {
                        @Override
                        Batch begin(@Nullable Batch below, Frames frames)
                                throws java.io.IOException {
                            if (below != null) {
                                staged.countDown();
                            }
                            return super.begin(below, frames);
                        }
                    };
                }
            };

    private LogStore open() {
        return LogStore.open(disk, DIRECTORY, StoreOptions.DEFAULT, parts);
    }

    /// Opens it with a log that has room for what comes.
    private LogStore openWithRoom() {
        var store = open();
        create(store, "/before", "0");
        return store;
    }

    /// Lets each operation have its fate, but when the first batch is written, only after the
    /// second write, which builds on the first, was staged.
    private void stageBeside(LogStore store, SimulatedDisk.Fates fates) {
        disk.fates(step -> {
            if (step == Step.APPEND_BATCH && second.isEmpty()) {
                second.add(later(() -> store.write(new Write.Update("/a", bytes("2"), 3))));
                await(staged);
            }
            return fates.of(step);
        });
    }

    private static <T> CompletableFuture<T> later(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, CLIENTS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void comparesWithWhatIsForcedAndShowsNothingOfIt() {
        try (var store = openWithRoom()) {
            var forces = new int[1];
            var shown = new ArrayList<Long>();
            stageBeside(
                    store,
                    step -> {
                        if (step == Step.FORCE_BATCH) {
                            forces[0]++;
                            shown.add(store.revision());
                            assertThat(second.getFirst()).isNotDone();
                        }
                        return SimulatedDisk.WORKS;
                    });
            assertThat(create(store, "/a", "1")).isEqualTo(3);
            assertThat(Stores.done(second.getFirst().join())).isEqualTo(4);
            assertThat(forces[0]).isEqualTo(2);
            assertThat(shown.getFirst()).isEqualTo(2);
            assertThat(shown.getLast()).as("at most the batch below").isBetween(2L, 3L);
            assertThat(text(store.get("/a").orElseThrow())).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"APPEND_BATCH", "FORCE_BATCH"})
    void throwsAwayWhatStandsOnABatchThatFailed(Step failing) {
        try (var store = openWithRoom()) {
            stageBeside(
                    store,
                    step ->
                            step == failing
                                    ? new SimulatedDisk.Fate.Fails("Input/output error")
                                    : SimulatedDisk.WORKS);
            assertThatThrownBy(() -> create(store, "/a", "1"))
                    .isInstanceOf(StoreException.ReadOnly.class);
            assertThatThrownBy(second.getFirst()::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreException.ReadOnly.class);
            assertThat(store.revision()).isEqualTo(2);
            assertThat(store.get("/a")).isEmpty();
            disk.fates(_ -> SimulatedDisk.WORKS);
            assertThat(create(store, "/b", "3")).isEqualTo(3);
            disk.stop();
        }
        disk.restart();
        try (var store = open()) {
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/b", "/before");
            assertThat(create(store, "/c", "4")).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource("failPoints")
    void keepsWhatWasAnsweredWhereverTheMachineStops(FailPoint point) {
        CompletableFuture<Written> first;
        try (var store = openWithRoom()) {
            var seen = new int[1];
            stageBeside(
                    store,
                    step ->
                            step == point.step && seen[0]++ == point.batch
                                    ? new SimulatedDisk.Fate.Stops(point.moment)
                                    : SimulatedDisk.WORKS);
            first = later(() -> store.write(new Write.Create("/a", bytes("1"))));
            assertThat(first.handle((_, failed) -> failed == null).join())
                    .as("answered")
                    .isEqualTo(point.batch == 1);
            assertThat(second.getFirst().handle((_, failed) -> failed == null).join()).isFalse();
            assertThat(store.revision()).isEqualTo(2 + point.batch);
        }
        disk.restart();
        try (var store = open()) {
            var value = store.get("/a").map(Stores::text).orElse("none");
            assertThat(point.batch == 0 ? List.of("none", "1") : List.of("1", "2")).contains(value);
            var next = store.revision() + 1;
            assertThat(create(store, "/b", "3")).isEqualTo(next);
        }
    }
}
