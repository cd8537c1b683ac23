package dev.jong.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImageTest {
    private final Image<ConfigMap> image = new Image<>();
    private final Map<ObjectKey, ConfigMap> expected = new HashMap<>();

    @Test
    void listsByTermWhatAFilterFinds() {
        image.index("keys", map -> map.data().keySet());
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            var key = new ObjectKey("space" + random.nextInt(3), "map" + random.nextInt(50));
            change(key, random.nextInt(3) == 0 ? null : map(key, random));
            if (i == 2_500) {
                image.index("late", map -> map.data().keySet());
            }
        }
        assertThat(image.size()).isEqualTo(expected.size());
        assertThat(image.list()).containsExactlyInAnyOrderElementsOf(expected.values());
        for (int term = 0; term < 20; term++) {
            var wanted = with("t" + term, (map, name) -> map.data().containsKey(name));
            assertThat(image.list("keys", "t" + term)).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(image.list("late", "t" + term)).containsExactlyInAnyOrderElementsOf(wanted);
        }
        expected.forEach((key, map) -> assertThat(image.get(key)).isSameAs(map));
    }

    @Test
    void forgetsATermWhoseLastObjectLeft() {
        image.index("keys", map -> map.data().keySet());
        var key = new ObjectKey("space", "map");
        var other = new ObjectKey("space", "other");
        image.change(key, ConfigMap.builder().data(Map.of("a", "1")).build());
        image.change(other, ConfigMap.builder().data(Map.of("a", "2")).build());
        image.change(key, ConfigMap.builder().data(Map.of("b", "1")).build());
        image.change(other, null);
        assertThat(image.list("keys", "a")).isEmpty();
        assertThat(image.list("keys", "b")).hasSize(1);
    }

    private void change(ObjectKey key, @Nullable ConfigMap now) {
        var before = now == null ? expected.remove(key) : expected.put(key, now);
        assertThat(image.change(key, now)).isSameAs(before);
    }

    private static ConfigMap map(ObjectKey key, Random random) {
        var data = new HashMap<String, String>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            data.put("t" + random.nextInt(20), "");
        }
        var metadata = ObjectMeta.builder().namespace(key.namespace()).name(key.name()).build();
        return ConfigMap.builder().metadata(metadata).data(data).build();
    }

    private Iterable<ConfigMap> with(String term, BiPredicate<ConfigMap, String> filter) {
        return expected.values().stream().filter(map -> filter.test(map, term)).toList();
    }
}
