package dev.jong.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.store.Entry;
import dev.jong.store.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One thread polls, another tells on its behalf.
class SharedWatcherTest {
    private static final String PREFIX = "/registry/configmaps/";

    private final ObjectFormat<ConfigMap> format =
            new ObjectFormat<>(ConfigMap.KIND, UnaryOperator.identity());
    private final WatchCache<ConfigMap> cache =
            new WatchCache<>(PREFIX, format, () -> 0, List.of(), 1);
    private final CacheWatcher<ConfigMap> watcher =
            (CacheWatcher<ConfigMap>) cache.watchFrom(1, WatchFilter.everything()).orElseThrow();
    private final CompletableFuture<Optional<Notice<ConfigMap>>> polled = new CompletableFuture<>();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        watcher.close();
    }

    @Test
    void tellsWhatIsReadyInTheThreadThatBringsIt() {
        pollSharedWith(() -> {
            for (var ready = watcher.ready(); ready != null; ready = watcher.ready()) {
                told.add(name(ready));
            }
            return true;
        });
        put("one");
        put("two");
        watcher.tell();
        put("three");
        watcher.tell();
        assertThat(told).containsExactly("one", "two", "three");
        assertThat(polled).isNotDone();
    }

    @Test
    void leavesToThePollingThreadWhatIsNotTold() throws Exception {
        pollSharedWith(() -> false);
        put("one");
        watcher.tell();
        var notice = polled.get(1, TimeUnit.MINUTES).orElseThrow();
        assertThat(name(notice)).isEqualTo("one");
    }

    @Test
    void failsWhereItIsPolled() {
        pollSharedWith(() -> {
            throw new IllegalArgumentException("no");
        });
        put("one");
        watcher.tell();
        assertThatThrownBy(() -> polled.get(1, TimeUnit.MINUTES))
                .hasRootCauseMessage("no")
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    /// Returns when the thread waits.
    private void pollSharedWith(Watcher.Teller teller) {
        var thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            watcher.share(teller);
                            try {
                                polled.complete(watcher.poll(Duration.ofMinutes(5)));
                            } catch (InterruptedException | RuntimeException e) {
                                polled.completeExceptionally(e);
                            }
                        });
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    private static String name(Notice<ConfigMap> notice) {
        return ((Notice.Of<ConfigMap>) notice).version().object().name();
    }

    private void put(String name) {
        long revision = cache.revision() + 1;
        var map = ConfigMap.builder().metadata(ObjectMeta.builder().name(name).build()).build();
        var entry = new Entry(PREFIX + "n/" + name, format.encode(map), revision, revision, 1, 0);
        cache.apply(new Event.Put(entry, null, null));
    }
}
