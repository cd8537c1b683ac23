package dev.jong.store;

import static dev.jong.store.Stores.bytes;
import static dev.jong.store.Stores.create;
import static dev.jong.store.Stores.delete;
import static dev.jong.store.Stores.events;
import static dev.jong.store.Stores.found;
import static dev.jong.store.Stores.keys;
import static dev.jong.store.Stores.large;
import static dev.jong.store.Stores.text;
import static dev.jong.store.Stores.update;
import static dev.jong.store.Stores.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
    @TempDir Path directory;

    @Test
    void comparesOnRevision() {
        try (var store = Stores.open(directory)) {
            var first = create(store, "/a", "1");
            assertThat(first).isEqualTo(2);
            assertThat(store.write(new Write.Create("/a", bytes("again"))))
                    .isInstanceOfSatisfying(
                            Written.Conflict.class,
                            conflict -> assertThat(conflict.current()).isNotNull());
            var second = update(store, "/a", "2", first);
            assertThat(store.write(new Write.Update("/a", bytes("stale"), first)))
                    .isInstanceOf(Written.Conflict.class);
            assertThat(store.write(new Write.Delete("/a", first)))
                    .isInstanceOf(Written.Conflict.class);
            assertThat(store.get("/a"))
                    .hasValueSatisfying(entry -> {
                        assertThat(text(entry)).isEqualTo("2");
                        assertThat(entry.createRevision()).isEqualTo(first);
                        assertThat(entry.version()).isEqualTo(2);
                    });
            delete(store, "/a", second);
            assertThat(store.get("/a")).isEmpty();
            assertThat(store.write(new Write.Delete("/a", second)))
                    .isEqualTo(new Written.Conflict(null));
            var again = create(store, "/a", "3");
            assertThat(store.get("/a").orElseThrow().createRevision()).isEqualTo(again);
        }
    }

    @Test
    void readsPagesAtOneRevision() {
        try (var store = Stores.open(directory)) {
            for (var i = 0; i < 5; i++) {
                create(store, "/pods/" + i, "v" + i);
            }
            create(store, "/podsets/x", "other");
            var first = found(store.range(RangeRequest.all("/pods/").limit(2)));
            assertThat(first.remaining()).isEqualTo(3);
            create(store, "/pods/2a", "late");
            delete(store, "/pods/3", store.get("/pods/3").orElseThrow().revision());
            var next = RangeRequest.all("/pods/").from("/pods/1\0").at(first.revision());
            assertThat(keys(store.range(next))).containsExactly("/pods/2", "/pods/3", "/pods/4");
            assertThat(keys(store.range(RangeRequest.all("/pods/"))))
                    .containsExactly("/pods/0", "/pods/1", "/pods/2", "/pods/2a", "/pods/4");
            assertThat(store.count("/pods/")).isEqualTo(5);
            assertThat(store.range(RangeRequest.all("/").at(99)))
                    .isInstanceOf(RangeResult.InFuture.class);
        }
    }

    @Test
    void readsOldValuesBackFromTheLogUntilTheyAreCompacted() {
        try (var store = Stores.open(directory)) {
            var revision = Stores.done(store.write(new Write.Create("/a", large("0"))));
            for (var i = 1; i < 10; i++) {
                revision =
                        Stores.done(store.write(new Write.Update("/a", large("" + i), revision)));
            }
            for (var i = 0; i < 10; i++) {
                assertThat(values(store.range(RangeRequest.all("/a").at(2 + i))))
                        .containsExactly("" + i);
            }
            create(store, "/gone", "x");
            var deleted = delete(store, "/gone", store.revision());
            store.compact(deleted);
            assertThat(store.range(RangeRequest.all("/a").at(5)))
                    .isEqualTo(new RangeResult.Compacted(deleted));
            assertThat(values(store.range(RangeRequest.all("/a").at(deleted))))
                    .containsExactly("9");
            assertThat(store.watch("/", 5).poll(Duration.ZERO))
                    .contains(new WatchBatch.Compacted(deleted));
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void resumesAWatchFromAnyRevision() throws InterruptedException {
        try (var store = Stores.open(directory)) {
            var created = Stores.done(store.write(new Write.Create("/a/1", large("one"))));
            create(store, "/b/1", "elsewhere");
            var updated = Stores.done(store.write(new Write.Update("/a/1", large("two"), created)));
            var deleted = delete(store, "/a/1", updated);
            var watch = store.watch("/a/", created);
            var events = events(watch, 3);
            assertThat(events)
                    .extracting(Event::revision)
                    .containsExactly(created, updated, deleted);
            assertThat(text(events.get(1).previous())).isEqualTo("one");
            assertThat(text(events.get(2).previous())).isEqualTo("two");
            watch.requestProgress();
            assertThat(watch.take()).isEqualTo(new WatchBatch.Progress(deleted));
            var attachment = new Object();
            store.write(new Write.Create("/a/2", bytes("x"), 0, attachment));
            assertThat(((Event.Put) events(watch, 1).getFirst()).attachment()).isSameAs(attachment);
            create(store, "/b/2", "elsewhere");
            assertThat(watch.poll(Duration.ZERO)).isEmpty();
            watch.close();
            assertThat(watch.take()).isInstanceOf(WatchBatch.Closed.class);
        }
    }

    @Test
    void deliversEverythingInOrderToSlowAndFastWatchers() throws InterruptedException {
        var options = StoreOptions.DEFAULT.withWatchQueue(7);
        try (var store = LogStore.open(directory, options)) {
            var seen = new ConcurrentHashMap<Integer, List<Long>>();
            var readers = new ArrayList<Thread>();
            for (var i = 0; i < 4; i++) {
                var watch = store.watch("/k/", 0);
                var mine = new ArrayList<Long>();
                seen.put(i, mine);
                readers.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    try (watch) {
                                        while (mine.size() < 4000) {
                                            events(watch, 1)
                                                    .forEach(event -> mine.add(event.revision()));
                                        }
                                    } catch (InterruptedException stop) {
                                        throw new AssertionError(stop);
                                    }
                                }));
            }
            var writers = new ArrayList<Thread>();
            for (var w = 0; w < 40; w++) {
                var name = "/k/" + w + "/";
                writers.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (var i = 0; i < 100; i++) {
                                        create(store, name + i, "x");
                                    }
                                }));
            }
            for (var thread : writers) {
                thread.join();
            }
            for (var thread : readers) {
                thread.join();
            }
            var expected = java.util.stream.LongStream.rangeClosed(2, 4001).boxed().toList();
            assertThat(seen.values())
                    .allSatisfy(revisions -> assertThat(revisions).isEqualTo(expected));
        }
    }

    @Test
    void endsLeasesWithTheirKeysAsOneRevision() throws InterruptedException {
        var now = new AtomicReference<>(Instant.EPOCH);
        InstantSource clock = now::get;
        try (var store = LogStore.open(directory, StoreOptions.DEFAULT.withClock(clock))) {
            var pool = new LeasePool(store, clock);
            var lease = pool.leaseFor(Duration.ofSeconds(10));
            assertThat(pool.leaseFor(Duration.ofSeconds(10))).isEqualTo(lease);
            store.write(new Write.Create("/events/1", bytes("a"), lease));
            store.write(new Write.Create("/events/2", bytes("b"), lease));
            create(store, "/kept", "c");
            var watch = store.watch("/events/", 0);
            now.set(Instant.EPOCH.plusSeconds(69));
            store.keepUp();
            assertThat(store.count("/events/")).isEqualTo(2);
            now.set(Instant.EPOCH.plusSeconds(70));
            store.keepUp();
            assertThat(keys(store.range(RangeRequest.all("/")))).containsExactly("/kept");
            assertThat(events(watch, 2)).extracting(Event::revision).containsOnly(5L);
            assertThat(store.keepLeaseAlive(lease)).isFalse();
            assertThatThrownBy(() -> store.write(new Write.Create("/events/3", bytes("d"), lease)))
                    .isInstanceOf(StoreException.NoSuchLease.class);
        }
    }

    @Test
    void forgetsHistoryByAgeAndByCount() {
        var now = new AtomicReference<>(Instant.EPOCH);
        var options =
                StoreOptions.DEFAULT.withClock(now::get).withHistory(Duration.ofMinutes(5), 50);
        try (var store = LogStore.inMemory(options)) {
            var revision = create(store, "/a", "x");
            for (var i = 0; i < 100; i++) {
                revision = update(store, "/a", "x" + i, revision);
            }
            store.keepUp();
            assertThat(store.compactedRevision()).isEqualTo(revision - 50);
            now.set(now.get().plus(Duration.ofMinutes(6)));
            store.keepUp();
            assertThat(store.compactedRevision()).isEqualTo(revision);
        }
    }

    @Test
    void givesASecondProcessOneSentence() {
        var store = Stores.open(directory);
        assertThatThrownBy(() -> Stores.open(directory))
                .isInstanceOf(StoreException.InUse.class)
                .hasMessageContaining(
                        "is in use by another process (pid " + ProcessHandle.current().pid());
        store.close();
        Stores.open(directory).close();
        assertThatThrownBy(() -> store.write(new Write.Create("/x", bytes("x"))))
                .isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void forgetsHistoryThatGrowsTooLarge() {
        var options = StoreOptions.DEFAULT.withHistoryBytes(10_000);
        try (var store = LogStore.inMemory(options)) {
            var revision = Stores.create(store, "/a", "-".repeat(1000));
            for (var i = 0; i < 100; i++) {
                revision = Stores.update(store, "/a", "-".repeat(1000), revision);
            }
            store.keepUp();
            assertThat(store.compactedRevision()).isEqualTo(revision - 8);
            assertThat(store.range(RangeRequest.all("/").at(revision - 9)))
                    .isInstanceOf(RangeResult.Compacted.class);
            assertThat(Stores.values(store.range(RangeRequest.all("/").at(revision - 8))))
                    .hasSize(1);
        }
    }

    @Test
    void takesASnapshotWhenTheLogSinceTheLastIsTwiceAsLong() throws Exception {
        var options = StoreOptions.DEFAULT.withSegmentBytes(10_000);
        try (var store = LogStore.open(directory, options)) {
            fill(store, "/a", 30);
            store.keepUp();
            assertThat(snapshots()).hasSize(1);
        }
        var first = snapshots();
        try (var store = LogStore.open(directory, options)) {
            fill(store, "/b", 40);
            store.keepUp();
            assertThat(snapshots()).isEqualTo(first);
            fill(store, "/c", 30);
            store.keepUp();
            assertThat(snapshots()).hasSize(1).isNotEqualTo(first);
        }
    }

    private static void fill(Store store, String prefix, int kilobytes) {
        var writes = new ArrayList<Write>();
        for (var i = 0; i < kilobytes; i++) {
            writes.add(new Write.Create(prefix + i, new byte[1_000]));
        }
        store.writeAll(writes);
    }

    private Set<Long> snapshots() throws IOException {
        return DataFolder.list(new MachineDisk(), directory).snapshots().keySet();
    }
}
