package dev.jong.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.jong.store.Entry;
import dev.jong.store.Event;
import dev.jong.store.StoreException;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections to etcd that fall silent or break, and what clients of the store notice of it. The
/// member itself is well: a second store that reaches it directly says what the truth is.
class BrokenLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 1 << 20;

    @TempDir private Path directory;
    private LocalEtcd etcd;
    private EtcdStore direct;
    private Link first;
    private Link second;

    @BeforeEach
    void start() throws IOException {
        etcd = LocalEtcd.start(directory, 1);
        direct = EtcdStore.open(etcd.options());
        var member = etcd.member(0).settings().client();
        first = new Link(member);
        second = new Link(member);
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
        direct.close();
        etcd.close();
    }

    private EtcdStore open(Link... links) {
        var options =
                EtcdOptions.of(
                                List.of(links).stream().map(Link::uri).toList(),
                                new EtcdSecurity.Plain())
                        .withCompaction(Duration.ZERO)
                        .withPatience(PATIENCE);
        return EtcdStore.open(options);
    }

    private long create(String key, int size) {
        var done = (Written.Done) direct.write(new Write.Create(key, new byte[size]));
        return done.revision();
    }

    private static List<Long> revisions(Watch watch, int count) throws InterruptedException {
        var seen = new ArrayList<Long>();
        while (seen.size() < count) {
            var batch = (WatchBatch.Events) watch.poll(PATIENCE).orElseThrow();
            batch.events().stream().map(Event::revision).forEach(seen::add);
        }
        return seen;
    }

    private static List<Long> from(long first, int count) {
        return LongStream.range(first, first + count).boxed().toList();
    }

    @Test
    void goesOnWithAnotherMemberWhenOneFallsSilent() throws Exception {
        try (var store = open(first, second);
                var watch = store.watch("/k/", 0)) {
            var start = create("/k/0", 1);
            assertThat(revisions(watch, 1)).isEqualTo(from(start, 1));
            first.fallSilent();
            create("/k/1", 1);
            assertThat(store.get("/k/1")).isPresent();
            assertThat(revisions(watch, 1)).isEqualTo(from(start + 1, 1));
            assertThat(store.write(new Write.Create("/k/2", new byte[1])))
                    .isInstanceOf(Written.Done.class);
            assertThat(revisions(watch, 1)).isEqualTo(from(start + 2, 1));
            // What was held back is of a stream that nobody listens to any more.
            first.speak();
            create("/k/3", 1);
            assertThat(revisions(watch, 1)).isEqualTo(from(start + 3, 1));
        }
    }

    @Test
    void answersNothingRatherThanThePast() throws Exception {
        var options =
                EtcdOptions.of(List.of(first.uri()), new EtcdSecurity.Plain())
                        .withCompaction(Duration.ZERO)
                        .withPatience(Duration.ofSeconds(1));
        var old = create("/a", 1);
        try (var store = opened(options)) {
            assertThat(answered(store).map(Entry::revision)).contains(old);
            first.fallSilent();
            direct.write(new Write.Update("/a", new byte[2], old));
            assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreException.class);
            assertThatThrownBy(store::revision).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.write(new Write.Create("/b", new byte[1])))
                    .isInstanceOf(StoreException.class);
            first.speak();
            assertThat(answered(store).map(Entry::revision)).contains(old + 1);
        }
    }

    /// Whoever waits can then ask elsewhere.
    @Test
    void givesRequestsUpThatNoMemberWillAnswer() throws Exception {
        var options =
                EtcdOptions.of(List.of(first.uri(), second.uri()), new EtcdSecurity.Plain())
                        .withCompaction(Duration.ZERO)
                        .withPatience(Duration.ofDays(1));
        try (var store = EtcdStore.open(options)) {
            assertThat(store.write(new Write.Create("/a", new byte[1])))
                    .isInstanceOf(Written.Done.class);
            first.fallSilent();
            second.fallSilent();
            var outcome = new CompletableFuture<Throwable>();
            Thread.ofVirtual()
                    .start(() ->
                            outcome.complete(
                                    catchThrowable(() ->
                                            store.write(new Write.Create("/b", new byte[1])))));
            assertThat(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(StoreException.Undecided.class);
            await().atMost(PATIENCE).until(() -> store.trouble().isPresent());
            first.speak();
            await().atMost(PATIENCE).until(() -> store.trouble().isEmpty());
        }
    }

    private static Future<Throwable> failure(ThrowingCallable request) {
        var failure = new CompletableFuture<Throwable>();
        Thread.ofVirtual().start(() -> failure.complete(catchThrowable(request)));
        return failure;
    }

    /// Whoever has little patience may have to try again on a busy machine.
    private static EtcdStore opened(EtcdOptions options) {
        while (true) {
            try {
                return EtcdStore.open(options);
            } catch (StoreException.Unavailable _) {
                // The next time it may be quick enough.
            }
        }
    }

    private static Optional<Entry> answered(EtcdStore store) {
        while (true) {
            try {
                return store.get("/a");
            } catch (StoreException.Unavailable _) {
                // The link has only just come back, or everything is slow.
            }
        }
    }

    /// Whoever is told of a revision has been shown what came before.
    @Test
    void tellsOfProgressOnlyBehindTheEventsThatItStandsFor() throws Exception {
        try (var store = open(first, second);
                var watch = store.watch("/k/", 0)) {
            var start = create("/k/0", 1);
            assertThat(revisions(watch, 1)).isEqualTo(from(start, 1));
            first.fallSilent();
            var written = create("/k/1", 1);
            watch.requestProgress();
            var shown = 0L;
            while (true) {
                switch (watch.poll(PATIENCE).orElseThrow()) {
                    case WatchBatch.Events(var events) -> shown = events.getLast().revision();
                    case WatchBatch.Progress(var revision) -> {
                        assertThat(revision).isGreaterThanOrEqualTo(written);
                        assertThat(shown).isEqualTo(written);
                        return;
                    }
                    case WatchBatch.Compacted _, WatchBatch.Closed _ ->
                            throw new AssertionError("it is over");
                }
            }
        }
    }

    @Test
    void showsEventsOnceWhenTheirFragmentsAreTornApart() throws Exception {
        var start = create("/large/0", LARGE);
        for (var i = 1; i < 8; i++) {
            create("/large/" + i, LARGE);
        }
        try (var store = open(first);
                var watch = store.watch("/large/", start)) {
            first.cutAfter(3 * LARGE + LARGE / 2);
            assertThat(revisions(watch, 8)).isEqualTo(from(start, 8));
        }
    }

    @Test
    void showsEachEventOnceInOrderWhileLinksBreak() throws Exception {
        try (var store = open(first, second);
                var watch = store.watch("/k/", 0)) {
            var start = create("/k/0", 1);
            var seen = new ArrayList<>(revisions(watch, 1));
            for (var round = 0; round < 20; round++) {
                for (var i = 0; i < 10; i++) {
                    create("/k/" + round + "/" + i, 100);
                }
                (round % 3 == 0 ? second : first).cut();
                create("/k/" + round + "/last", 100);
                seen.addAll(revisions(watch, 11));
            }
            assertThat(seen).isEqualTo(from(start, 221));
        }
    }
}
