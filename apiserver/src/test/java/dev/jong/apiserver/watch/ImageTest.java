package dev.jong.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImageTest {
    @Test
    void behavesAsASortedMapUnderRandomChanges() {
        var random = new Random(7);
        var expected = new TreeMap<String, Integer>();
        var image = Image.<Integer>empty();
        for (int i = 0; i < 5_000; i++) {
            var key = "ns" + random.nextInt(5) + "/" + random.nextInt(300);
            if (random.nextInt(3) == 0) {
                expected.remove(key);
                image = image.without(key);
            } else {
                expected.put(key, i);
                image = image.with(key, i);
            }
        }
        assertThat(values(image, "", "")).containsExactlyElementsOf(expected.values());
        assertThat(image.size()).isEqualTo(expected.size());
        var range = expected.subMap("ns2/", "ns20");
        assertThat(values(image, "ns2/", "ns20")).containsExactlyElementsOf(range.values());
        assertThat(image.count("ns2/", "ns20")).isEqualTo(range.size());
    }

    @Test
    void leavesEarlierImagesAsTheyWere() {
        var before = Image.<Integer>empty().with("a", 1);
        var after = before.with("a", 2).with("b", 3).without("a");
        assertThat(values(before, "", "")).containsExactly(1);
        assertThat(values(after, "", "")).containsExactly(3);
    }

    @Test
    void stopsWhenTheVisitorHasSeenEnough() {
        var image = Image.<Integer>empty().with("a", 1).with("b", 2).with("c", 3);
        var seen = new ArrayList<Integer>();
        image.visit("", "", value -> seen.add(value) && seen.size() < 2);
        assertThat(seen).containsExactly(1, 2);
    }

    private static List<Integer> values(Image<Integer> image, String from, String to) {
        var all = new ArrayList<Integer>();
        image.visit(from, to, all::add);
        return all;
    }
}
