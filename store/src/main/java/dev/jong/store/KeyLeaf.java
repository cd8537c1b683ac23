package dev.jong.store;

import java.util.Arrays;

/// Up to [#MOST] neighbouring keys of a [KeyIndex], in order. One writer replaces the array, anyone
/// reads it.
final class KeyLeaf {
    static final int MOST = 64;

    /// No key of the leaf comes before it.
    final String first;

    private volatile KeyHistory[] keys;

    KeyLeaf(String first, KeyHistory... keys) {
        this.first = first;
        this.keys = keys;
    }

    /// The keys as they are now; never changed.
    KeyHistory[] keys() {
        return keys;
    }

    /// Where the key stands in the array, or -1 minus the place where it belongs.
    static int find(KeyHistory[] in, String key) {
        var low = 0;
        var high = in.length - 1;
        while (low <= high) {
            var middle = low + high >>> 1;
            var order = in[middle].key.compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    void insert(int at, KeyHistory history) {
        var before = keys;
        var after = new KeyHistory[before.length + 1];
        System.arraycopy(before, 0, after, 0, at);
        after[at] = history;
        System.arraycopy(before, at, after, at + 1, before.length - at);
        keys = after;
    }

    void remove(int at) {
        var before = keys;
        var after = Arrays.copyOf(before, before.length - 1);
        System.arraycopy(before, at + 1, after, at, after.length - at);
        keys = after;
    }

    /// A leaf with the keys from this place on, which are still in this one too.
    KeyLeaf tail(int from) {
        var moved = Arrays.copyOfRange(keys, from, keys.length);
        return new KeyLeaf(moved[0].key, moved);
    }

    void cut(int to) {
        keys = Arrays.copyOf(keys, to);
    }
}
