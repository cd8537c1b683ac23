package dev.jong.apiserver.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.store.Entry;
import dev.jong.store.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WatchCacheTest {
    private static final String PREFIX = "/registry/configmaps/";

    private final ObjectFormat<ConfigMap> format =
            new ObjectFormat<>(ConfigMap.KIND, UnaryOperator.identity());
    private final WatchCache<ConfigMap> cache =
            new WatchCache<>(PREFIX, format, () -> 0, List.of(), 1);
    private long revision = 1;

    @Test
    void forgetsChangesOfMoreThanFiveMinutesAgo() {
        put(300);
        for (int halfMinutes = 0; halfMinutes < 11; halfMinutes++) {
            cache.forgetOld();
            put(10);
        }
        assertThat(cache.oldestRevision()).isEqualTo(1);
        cache.forgetOld();
        assertThat(cache.oldestRevision()).isEqualTo(301);
        assertThat(cache.watchFrom(300, WatchFilter.everything())).isEmpty();
        assertThat(cache.snapshotAt(300)).isEmpty();
        assertThat(cache.watchFrom(301, WatchFilter.everything())).isPresent();
        assertThat(cache.snapshot().image().size()).isEqualTo(410);
    }

    @Test
    void keepsAHundredChangesHoweverOldTheyAre() {
        put(120);
        for (int halfMinutes = 0; halfMinutes < 30; halfMinutes++) {
            cache.forgetOld();
        }
        assertThat(cache.oldestRevision()).isEqualTo(21);
    }

    @Test
    void findsTheImageOfEachRevisionThatIsKept() {
        put(12_345);
        assertThat(cache.oldestRevision()).isEqualTo(2346);
        assertThat(cache.snapshotAt(2345)).isEmpty();
        for (long at = 2346; at <= revision; at++) {
            assertThat(cache.snapshotAt(at).orElseThrow().image().size()).isEqualTo(at - 1);
        }
    }

    @Test
    void encodesAChangeOnceForAllWatchersOfAForm() throws Exception {
        try (var one = cache.watchFrom(1, WatchFilter.everything()).orElseThrow();
                var other = cache.watchFrom(1, WatchFilter.everything()).orElseThrow()) {
            put(1);
            for (var form : Notice.Form.values()) {
                assertThat(encoded(one, form)).isSameAs(encoded(other, form));
                put(1);
            }
        }
    }

    private static byte[] encoded(Watcher<ConfigMap> watcher, Notice.Form form) throws Exception {
        var notice = watcher.poll(Duration.ofMinutes(1)).orElseThrow();
        return ((Notice.Of<ConfigMap>) notice)
                .frame(form, (type, map) -> (form + type.name() + map.name()).getBytes(UTF_8));
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            revision++;
            var name = "map-" + revision;
            var map = ConfigMap.builder().metadata(ObjectMeta.builder().name(name).build()).build();
            var entry =
                    new Entry(PREFIX + "n/" + name, format.encode(map), revision, revision, 1, 0);
            cache.apply(new Event.Put(entry, null, null));
        }
    }
}
