package dev.jong.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrieTest {
    /// Keys of few hashes, so that all kinds of nodes come to be.
    private record Key(int value) {
        @Override
        public int hashCode() {
            return value % 37;
        }
    }

    @Test
    void doesWhatAHashMapDoes() {
        var random = new Random(7);
        var map = new HashMap<Key, Integer>();
        Trie<Key, Integer> trie = Trie.empty();
        for (int i = 0; i < 20_000; i++) {
            var key = new Key(random.nextInt(500));
            if (random.nextBoolean()) {
                map.put(key, i);
                trie = trie.with(key, i);
            } else {
                map.remove(key);
                trie = trie.without(key);
            }
            assertThat(trie.size()).isEqualTo(map.size());
        }
        assertThat(contents(trie)).isEqualTo(map);
        for (int i = 0; i < 500; i++) {
            assertThat(trie.get(new Key(i))).isEqualTo(map.get(new Key(i)));
        }
    }

    @Test
    void leavesEarlierVersionsAlone() {
        Trie<String, Integer> empty = Trie.empty();
        var one = empty.with("a", 1);
        var two = one.with("a", 2).with("b", 3);
        assertThat(contents(empty)).isEmpty();
        assertThat(contents(one)).isEqualTo(Map.of("a", 1));
        assertThat(contents(two)).isEqualTo(Map.of("a", 2, "b", 3));
        assertThat(contents(two.without("a"))).isEqualTo(Map.of("b", 3));
    }

    private static <K, V> Map<K, V> contents(Trie<K, V> trie) {
        var found = new HashMap<K, V>();
        trie.forEach(found::put);
        return found;
    }
}
