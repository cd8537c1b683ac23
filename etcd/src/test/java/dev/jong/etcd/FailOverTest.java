package dev.jong.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jong.store.Event;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members that die, and what clients of the store notice of it.
class FailOverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void losesNoWriteAndNoEventWhenMembersAreKilledInTurn() throws Exception {
        try (var etcd = LocalEtcd.start(directory, 3);
                var store = EtcdStore.open(etcd.options())) {
            var answered = new ConcurrentSkipListSet<String>();
            var stop = new AtomicBoolean();
            var seen = new ArrayList<Event>();
            var watch = store.watch("/k/", 0);
            var reader = Thread.ofVirtual().start(() -> read(watch, seen));
            var writers =
                    IntStream.range(0, 4)
                            .mapToObj(w ->
                                    Thread.ofVirtual().start(() -> write(store, w, answered, stop)))
                            .toList();
            for (var member = 0; member < 3; member++) {
                var before = answered.size();
                await().atMost(PATIENCE).until(() -> answered.size() > before + 20);
                var killed = etcd.member(member).pid();
                etcd.kill(member);
                var number = member;
                await().atMost(PATIENCE).until(() -> etcd.member(number).pid() != killed);
                var after = answered.size();
                await().atMost(PATIENCE).until(() -> answered.size() > after + 20);
            }
            stop.set(true);
            for (var writer : writers) {
                writer.join();
            }
            // A write whose outcome nobody learned may still come after this.
            var end = end(store);
            assertThat(reader.join(PATIENCE)).isTrue();
            seen.removeIf(event -> event.revision() > end);
            var found = (RangeResult.Found) store.range(RangeRequest.all("/k/").at(end));
            assertThat(found.entries()).extracting(entry -> entry.key()).containsAll(answered);
            assertThat(seen)
                    .extracting(Event::revision)
                    .isEqualTo(
                            found.entries().stream()
                                    .map(entry -> entry.revision())
                                    .sorted()
                                    .toList());
        }
    }

    /// @return the revision of one more key, which need not be created by the first request
    private static long end(Store store) {
        while (true) {
            try {
                return switch (store.write(new Write.Create("/k/end", new byte[0]))) {
                    case Written.Done done -> done.revision();
                    case Written.Conflict conflict ->
                            Objects.requireNonNull(conflict.current()).revision();
                };
            } catch (StoreException.Undecided | StoreException.Unavailable _) {
                // The members are still choosing a leader.
            }
        }
    }

    private static void write(Store store, int writer, Set<String> answered, AtomicBoolean stop) {
        for (var i = 0; !stop.get(); i++) {
            var key = "/k/" + writer + "/" + i;
            try {
                if (store.write(new Write.Create(key, new byte[64])) instanceof Written.Done) {
                    answered.add(key);
                }
            } catch (StoreException.Undecided | StoreException.Unavailable _) {
                // It may be there or not: the key is not used again.
            }
        }
    }

    private static void read(Watch watch, List<Event> seen) {
        try {
            var over = false;
            while (!over) {
                var events = ((WatchBatch.Events) watch.take()).events();
                seen.addAll(events);
                over = events.stream().anyMatch(event -> event.key().equals("/k/end"));
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Test
    void putsTogetherWhatAWatchDeliversInFragments() throws Exception {
        try (var etcd = LocalEtcd.start(directory, 1);
                var store = EtcdStore.open(etcd.options())) {
            var first = store.revision() + 1;
            for (var i = 0; i < 12; i++) {
                store.write(new Write.Create("/large/" + i, new byte[1 << 20]));
            }
            var seen = new ArrayList<Event>();
            try (var watch = store.watch("/large/", first)) {
                while (seen.size() < 12) {
                    var batch = watch.poll(PATIENCE).orElseThrow();
                    seen.addAll(((WatchBatch.Events) batch).events());
                }
            }
            assertThat(seen)
                    .extracting(Event::revision)
                    .isEqualTo(LongStream.rangeClosed(first, first + 11).boxed().toList());
            assertThatThrownBy(() -> store.write(new Write.Create("/huge", new byte[2 << 20])))
                    .isInstanceOf(StoreException.TooLarge.class);
        }
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        var nobody = LocalEtcd.unused();
        var options =
                EtcdOptions.of(List.of(nobody, nobody), new EtcdSecurity.Plain())
                        .withPatience(Duration.ofMillis(500));
        assertThatThrownBy(() -> EtcdStore.open(options))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(nobody.toString());
    }

    @Test
    void writesAgainOnceTheOnlyMemberIsBack() throws Exception {
        try (var etcd = LocalEtcd.start(directory, 1);
                var store = EtcdStore.open(etcd.options())) {
            var created = (Written.Done) store.write(new Write.Create("/a", new byte[1]));
            var watch = store.watch("/a", 0);
            etcd.kill(0);
            await().atMost(PATIENCE)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> updates(store, created.revision()));
            assertThat(watch.poll(PATIENCE)).containsInstanceOf(WatchBatch.Events.class);
        }
    }

    private static boolean updates(Store store, long revision) {
        try {
            store.write(new Write.Update("/a", new byte[2], revision));
            return store.get("/a").orElseThrow().revision() > revision;
        } catch (StoreException.Undecided | StoreException.Unavailable _) {
            return false;
        }
    }

    @Test
    void severalServersShareOneCompactor() throws Exception {
        try (var etcd = LocalEtcd.start(directory, 1);
                var one = EtcdStore.open(etcd.options());
                var other = EtcdStore.open(etcd.options())) {
            one.compactor().compact();
            other.compactor().compact();
            other.compactor().compact();
            assertThat(one.compactedRevision()).isZero();
            var before = one.revision();
            one.write(new Write.Create("/a", new byte[1]));
            // Whoever raises the count compacts to where it had looked before.
            one.compactor().compact();
            one.compactor().compact();
            other.compactor().compact();
            assertThat(one.compactedRevision() + other.compactedRevision()).isPositive();
            assertThat(one.range(RangeRequest.all("/").at(1)))
                    .isInstanceOf(RangeResult.Compacted.class);
            assertThat(one.range(RangeRequest.all("/").at(before + 1)))
                    .isInstanceOf(RangeResult.Found.class);
        }
    }

    @Test
    void tellsItsMembersAndTakesOneOut() throws Exception {
        try (var etcd = LocalEtcd.start(directory, 3);
                var store = EtcdStore.open(etcd.options())) {
            await().atMost(PATIENCE)
                    .until(() ->
                            store.members().list().stream()
                                    .noneMatch(member -> member.name().isEmpty()));
            var all = store.members().list();
            assertThat(all)
                    .extracting(Members.Member::name)
                    .containsExactlyInAnyOrder("m0", "m1", "m2");
            var last =
                    all.stream()
                            .filter(member -> member.name().equals("m2"))
                            .findFirst()
                            .orElseThrow();
            assertThat(last.clients()).containsExactly(etcd.member(2).settings().client());
            store.members().remove(last.id());
            assertThat(store.members().list()).hasSize(2);
            var added = store.members().add(URI.create("http://127.0.0.1:1"));
            assertThat(added).hasSize(3);
        }
    }
}
