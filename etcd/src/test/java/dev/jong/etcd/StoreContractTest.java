package dev.jong.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.store.Entry;
import dev.jong.store.Event;
import dev.jong.store.LogStore;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.StoreOptions;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every store does alike: the embedded one, a real etcd, and one that goes on behind another
/// store. Each test has keys of its own, because one etcd serves them all.
class StoreContractTest {
    enum Kind {
        EMBEDDED,
        ETCD,
        RAISED
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final long RAISE = 1_000_000_000_000L;

    @TempDir static Path directory;
    private static LocalEtcd etcd;

    private final String root = "/t" + TESTS.incrementAndGet() + "/";

    @BeforeAll
    static void startEtcd() throws IOException {
        etcd = LocalEtcd.start(directory, 1);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    private static Store open(Kind kind) {
        return switch (kind) {
            case EMBEDDED ->
                    LogStore.open(
                            directory.resolve("log" + TESTS.incrementAndGet()),
                            StoreOptions.DEFAULT);
            case ETCD -> EtcdStore.open(etcd.options());
            case RAISED -> new RaisedStore(EtcdStore.open(etcd.options()), RAISE);
        };
    }

    @ParameterizedTest
    @EnumSource
    void comparesOnRevision(Kind kind) {
        try (var store = open(kind)) {
            var key = root + "a";
            var first = done(store.write(new Write.Create(key, bytes("1"))));
            assertThat(store.revision()).isEqualTo(first);
            assertThat(store.write(new Write.Create(key, bytes("again"))))
                    .isInstanceOfSatisfying(
                            Written.Conflict.class,
                            conflict -> assertThat(text(conflict.current())).isEqualTo("1"));
            var updated = store.write(new Write.Update(key, bytes("2"), first));
            assertThat(updated)
                    .isInstanceOfSatisfying(
                            Written.Done.class,
                            done -> assertThat(text(done.previous())).isEqualTo("1"));
            var second = done(updated);
            assertThat(second).isGreaterThan(first);
            assertThat(store.write(new Write.Update(key, bytes("stale"), first)))
                    .isInstanceOf(Written.Conflict.class);
            assertThat(store.write(new Write.Delete(key, first)))
                    .isInstanceOf(Written.Conflict.class);
            assertThat(store.get(key))
                    .hasValueSatisfying(entry -> {
                        assertThat(text(entry)).isEqualTo("2");
                        assertThat(entry.createRevision()).isEqualTo(first);
                        assertThat(entry.revision()).isEqualTo(second);
                        assertThat(entry.version()).isEqualTo(2);
                    });
            var deleted = store.write(new Write.Delete(key, second));
            assertThat(deleted)
                    .isInstanceOfSatisfying(
                            Written.Done.class,
                            done -> assertThat(text(done.previous())).isEqualTo("2"));
            assertThat(store.get(key)).isEmpty();
            assertThat(store.write(new Write.Delete(key, second)))
                    .isEqualTo(new Written.Conflict(null));
            assertThat(store.write(new Write.Delete(key, 0))).isEqualTo(new Written.Conflict(null));
            assertThat(store.write(new Write.Update(key, bytes("x"), 0)))
                    .isEqualTo(new Written.Conflict(null));
            var again = done(store.write(new Write.Create(key, bytes("3"))));
            assertThat(store.get(key).orElseThrow().createRevision()).isEqualTo(again);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsPagesAtOneRevision(Kind kind) {
        try (var store = open(kind)) {
            var pods = root + "pods/";
            for (var i = 0; i < 5; i++) {
                store.write(new Write.Create(pods + i, bytes("v" + i)));
            }
            store.write(new Write.Create(root + "podsets/x", bytes("other")));
            var first = found(store.range(RangeRequest.all(pods).limit(2)));
            assertThat(first.entries()).hasSize(2);
            assertThat(first.remaining()).isEqualTo(3);
            store.write(new Write.Create(pods + "2a", bytes("late")));
            var three = store.get(pods + "3").orElseThrow().revision();
            store.write(new Write.Delete(pods + "3", three));
            var next = RangeRequest.all(pods).from(pods + "1\0").at(first.revision());
            assertThat(keys(store.range(next))).containsExactly(pods + "2", pods + "3", pods + "4");
            assertThat(keys(store.range(RangeRequest.all(pods))))
                    .containsExactly(pods + "0", pods + "1", pods + "2", pods + "2a", pods + "4");
            assertThat(store.count(pods)).isEqualTo(5);
            assertThat(store.range(RangeRequest.all("/").at(store.revision() + 99)))
                    .isInstanceOf(RangeResult.InFuture.class);
            assertThat(keys(store.range(RangeRequest.all("")))).contains(pods + "0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatIsCompacted(Kind kind) throws InterruptedException {
        try (var store = open(kind)) {
            var key = root + "a";
            var created = done(store.write(new Write.Create(key, bytes("0"))));
            var updated = done(store.write(new Write.Update(key, bytes("1"), created)));
            var gone = done(store.write(new Write.Create(root + "gone", bytes("x"))));
            var deleted = done(store.write(new Write.Delete(root + "gone", gone)));
            assertThat(
                            text(
                                    found(store.range(RangeRequest.all(key).at(created)))
                                            .entries()
                                            .getFirst()))
                    .isEqualTo("0");
            store.compact(deleted);
            assertThat(store.compactedRevision()).isEqualTo(deleted);
            assertThat(store.range(RangeRequest.all(root).at(updated)))
                    .isEqualTo(new RangeResult.Compacted(deleted));
            assertThat(keys(store.range(RangeRequest.all(root).at(deleted)))).containsExactly(key);
            for (var start : List.of(updated, deleted)) {
                try (var watch = store.watch(root, start)) {
                    assertThat(watch.poll(PATIENCE)).contains(new WatchBatch.Compacted(deleted));
                    assertThat(watch.take()).isInstanceOf(WatchBatch.Compacted.class);
                }
            }
            try (var watch = store.watch(root, deleted + 1)) {
                store.write(new Write.Update(key, bytes("2"), updated));
                assertThat(events(watch, 1).getFirst().revision()).isEqualTo(deleted + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void resumesAWatchFromAnyRevision(Kind kind) throws InterruptedException {
        try (var store = open(kind)) {
            var key = root + "a/1";
            var created = done(store.write(new Write.Create(key, bytes("one"))));
            store.write(new Write.Create(root + "b/1", bytes("elsewhere")));
            var updated = done(store.write(new Write.Update(key, bytes("two"), created)));
            var deleted = done(store.write(new Write.Delete(key, updated)));
            var watch = store.watch(root + "a/", created);
            var events = events(watch, 3);
            assertThat(events)
                    .extracting(Event::revision)
                    .containsExactly(created, updated, deleted);
            assertThat(((Event.Put) events.get(0)).created()).isTrue();
            assertThat(events.get(0).previous()).isNull();
            assertThat(((Event.Put) events.get(1)).created()).isFalse();
            assertThat(text(events.get(1).previous())).isEqualTo("one");
            assertThat(text(events.get(2).previous())).isEqualTo("two");
            var elsewhere = done(store.write(new Write.Create(root + "b/2", bytes("elsewhere"))));
            watch.requestProgress();
            assertThat(watch.poll(PATIENCE)).contains(new WatchBatch.Progress(elsewhere));
            store.write(new Write.Create(root + "a/2", bytes("x")));
            assertThat(events(watch, 1)).extracting(Event::key).containsExactly(root + "a/2");
            assertThat(watch.poll(Duration.ZERO)).isEmpty();
            watch.close();
            assertThat(watch.take()).isInstanceOf(WatchBatch.Closed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsAWatchWithWhatComesNext(Kind kind) throws InterruptedException {
        try (var store = open(kind)) {
            store.write(new Write.Create(root + "1", bytes("before")));
            var watch = store.watch(root, 0);
            store.write(new Write.Create(root + "2", bytes("after")));
            assertThat(events(watch, 1)).extracting(Event::key).containsExactly(root + "2");
            var waiting = Thread.ofVirtual().start(store::close);
            assertThat(watch.take()).isInstanceOf(WatchBatch.Closed.class);
            waiting.join();
            assertThatThrownBy(() -> store.write(new Write.Create(root + "3", bytes("x"))))
                    .isInstanceOf(StoreException.Closed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deliversEverythingInOrderToEveryWatcher(Kind kind) throws InterruptedException {
        try (var store = open(kind)) {
            var seen = new ConcurrentHashMap<Integer, List<Long>>();
            var readers = new ArrayList<Thread>();
            for (var i = 0; i < 3; i++) {
                var watch = store.watch(root, 0);
                var mine = new ArrayList<Long>();
                seen.put(i, mine);
                readers.add(Thread.ofVirtual().start(() -> gather(watch, mine, 400)));
            }
            var writers =
                    IntStream.range(0, 8)
                            .mapToObj(w ->
                                    Thread.ofVirtual()
                                            .start(() -> {
                                                for (var i = 0; i < 50; i++) {
                                                    store.write(
                                                            new Write.Create(
                                                                    root + w + "/" + i,
                                                                    bytes("x")));
                                                }
                                            }))
                            .toList();
            for (var thread : writers) {
                thread.join();
            }
            for (var thread : readers) {
                thread.join();
            }
            var expected =
                    found(store.range(RangeRequest.all(root))).entries().stream()
                            .map(Entry::revision)
                            .sorted()
                            .toList();
            assertThat(expected).hasSize(400);
            assertThat(seen.values())
                    .allSatisfy(revisions -> assertThat(revisions).isEqualTo(expected));
        }
    }

    private static void gather(Watch watch, List<Long> revisions, int count) {
        try (watch) {
            while (revisions.size() < count) {
                events(watch, 1).forEach(event -> revisions.add(event.revision()));
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsLeasesWithTheirKeysAsOneRevision(Kind kind) throws InterruptedException {
        try (var store = open(kind)) {
            var lease = store.grantLease(Duration.ofMinutes(10));
            assertThat(store.keepLeaseAlive(lease)).isTrue();
            store.write(new Write.Create(root + "1", bytes("a"), lease));
            store.write(new Write.Create(root + "2", bytes("b"), lease));
            store.write(new Write.Create(root + "kept", bytes("c")));
            assertThat(store.get(root + "1").orElseThrow().lease()).isEqualTo(lease);
            var watch = store.watch(root, 0);
            assertThat(store.revokeLease(lease)).isTrue();
            var events = events(watch, 2);
            assertThat(events).hasSize(2).allMatch(Event.Deleted.class::isInstance);
            assertThat(events.getFirst().revision()).isEqualTo(events.getLast().revision());
            assertThat(keys(store.range(RangeRequest.all(root)))).containsExactly(root + "kept");
            assertThat(store.keepLeaseAlive(lease)).isFalse();
            assertThat(store.revokeLease(lease)).isFalse();
            assertThatThrownBy(() -> store.write(new Write.Create(root + "3", bytes("d"), lease)))
                    .isInstanceOf(StoreException.NoSuchLease.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesSeveralInOrder(Kind kind) {
        try (var store = open(kind)) {
            var written =
                    store.writeAll(
                            List.of(
                                    new Write.Create(root + "1", bytes("a")),
                                    new Write.Create(root + "1", bytes("again")),
                                    new Write.Create(root + "2", bytes("b"))));
            assertThat(written.get(1)).isInstanceOf(Written.Conflict.class);
            assertThat(done(written.get(0))).isLessThan(done(written.get(2)));
            assertThatThrownBy(() -> store.write(new Write.Create("", bytes("x"))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(store.trouble()).isEmpty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Entry entry) {
        assertThat(entry).isNotNull();
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    private static long done(Written written) {
        assertThat(written).isInstanceOf(Written.Done.class);
        return ((Written.Done) written).revision();
    }

    private static RangeResult.Found found(RangeResult result) {
        assertThat(result).isInstanceOf(RangeResult.Found.class);
        return (RangeResult.Found) result;
    }

    private static List<String> keys(RangeResult result) {
        return found(result).entries().stream().map(Entry::key).toList();
    }

    /// At least so many.
    private static List<Event> events(Watch watch, int count) throws InterruptedException {
        var events = new ArrayList<Event>();
        while (events.size() < count) {
            var batch = watch.poll(PATIENCE).orElseThrow();
            assertThat(batch).isInstanceOf(WatchBatch.Events.class);
            events.addAll(((WatchBatch.Events) batch).events());
        }
        return events;
    }
}
