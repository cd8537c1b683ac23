package dev.jong.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    private final KeyIndex index = new KeyIndex();

    private void add(String key) {
        var history = new KeyHistory(key);
        history.add(Version.put(history, 1, 1, 1, 0, new byte[1]));
        index.add(history);
    }

    private List<String> keys(RangeRequest request) {
        return index.range(request, 1).entries().stream().map(Entry::key).toList();
    }

    @Test
    void holdsWhatASortedSetHolds() {
        var random = new Random(7);
        var expected = new TreeSet<String>();
        for (var step = 0; step < 60_000; step++) {
            var key = "/" + random.nextInt(40) + "/" + random.nextInt(900);
            if (expected.remove(key)) {
                index.remove(java.util.Objects.requireNonNull(index.find(key)));
            } else {
                expected.add(key);
                add(key);
            }
            if (step % 2000 == 0) {
                var all = new ArrayList<String>();
                index.all().forEach(history -> all.add(history.key));
                assertThat(all).containsExactlyElementsOf(expected);
                var prefix = "/" + random.nextInt(40);
                var start = prefix + "/" + random.nextInt(900);
                var under =
                        expected.tailSet(start).stream()
                                .filter(each -> each.startsWith(prefix))
                                .toList();
                assertThat(keys(RangeRequest.all(prefix).from(start))).isEqualTo(under);
                assertThat(index.count(prefix, 1))
                        .isEqualTo(expected.stream().filter(k -> k.startsWith(prefix)).count());
            }
        }
    }

    @Test
    void addsAKeyThatNothingIsSeenOf() {
        for (var i = 0; i < 500; i++) {
            var key = "/" + i % 7 + "/" + i;
            assertThat(index.locate(key)).isNull();
            var history = index.obtain(key);
            assertThat(index.obtain(key)).isSameAs(history);
            assertThat(index.locate(key)).isSameAs(history);
            assertThat(index.obtain(key)).isSameAs(history);
        }
        assertThat(index.all()).hasSize(500);
        assertThat(keys(RangeRequest.all("/"))).isEmpty();
        assertThat(index.count("/", 1)).isZero();
    }

    /// Keys move to another leaf while they are looked for.
    @Test
    void showsReadersEveryKeyOnceWhileLeavesSplit() throws InterruptedException {
        var stays = new ArrayList<String>();
        for (var i = 0; i < 1000; i++) {
            stays.add("/%04d".formatted(i));
        }
        stays.forEach(this::add);
        var done = new AtomicBoolean();
        var missed = new AtomicBoolean();
        var reader =
                Thread.ofPlatform()
                        .start(() -> {
                            var random = new Random(1);
                            while (!done.get()) {
                                var seen = new ArrayList<String>();
                                for (var key : keys(RangeRequest.all("/"))) {
                                    if (key.length() == 5) {
                                        seen.add(key);
                                    }
                                }
                                var one = stays.get(random.nextInt(stays.size()));
                                if (!seen.equals(stays) || index.find(one) == null) {
                                    missed.set(true);
                                }
                            }
                        });
        for (var round = 0; round < 60; round++) {
            var added = new ArrayList<String>();
            for (var i = 0; i < 1000; i++) {
                added.add("/%04d.%02d".formatted(i, round));
            }
            added.forEach(this::add);
        }
        done.set(true);
        reader.join();
        assertThat(missed).isFalse();
    }
}
