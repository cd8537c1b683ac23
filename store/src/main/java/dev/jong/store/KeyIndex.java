package dev.jong.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Every key in order, in leaves of some dozen. The commit thread writes, anyone reads at a
/// revision.
///
/// A reader that goes through the leaves holds no lock: it meets every key that stays in the index
/// meanwhile, each once. A leaf that is full hands its upper half to a new one, which is in the
/// index before the keys leave the old one.
final class KeyIndex {
    private final ConcurrentSkipListMap<String, KeyLeaf> leaves = new ConcurrentSkipListMap<>();

    // the commit thread's own: the key it located last, and where that is or belongs; a change of
    // the index forgets it
    private @Nullable String located;
    private KeyLeaf leaf = new KeyLeaf("");
    private int place;

    KeyIndex() {
        leaves.put(leaf.first, leaf);
    }

    @Nullable KeyHistory find(String key) {
        while (true) {
            var leaf = leafOf(key);
            var keys = leaf.keys();
            var at = KeyLeaf.find(keys, key);
            if (at >= 0) {
                return keys[at];
            }
            var perhapsMoved = -1 - at == keys.length;
            if (!perhapsMoved || leafOf(key) == leaf) {
                return null;
            }
        }
    }

    /// As [#find], for the commit thread, which finds the place again when it adds the key next.
    @Nullable KeyHistory locate(String key) {
        leaf = leafOf(key);
        place = KeyLeaf.find(leaf.keys(), key);
        located = key;
        return place < 0 ? null : leaf.keys()[place];
    }

    /// The key's history, for the commit thread: added without a version, which shows nothing to
    /// readers, when there is none.
    KeyHistory obtain(String key) {
        var known = key.equals(located) && place < 0 ? null : locate(key);
        if (known != null) {
            return known;
        }
        var history = new KeyHistory(key);
        add(history);
        return history;
    }

    /// Adds a key that is not in the index.
    void add(KeyHistory history) {
        if (!history.key.equals(located)) {
            locate(history.key);
        }
        located = null;
        var at = -1 - place;
        var size = leaf.keys().length;
        if (size == KeyLeaf.MOST) {
            // keys mostly come in order: then the full leaf stays full
            var half = at == size ? size - 1 : size / 2;
            var upper = leaf.tail(half);
            leaves.put(upper.first, upper);
            leaf.cut(half);
            if (at > half) { // at half it comes before the first of the upper
                upper.insert(at - half, history);
                return;
            }
        }
        leaf.insert(at, history);
    }

    void remove(KeyHistory history) {
        if (locate(history.key) != null) {
            leaf.remove(place);
            if (leaf.keys().length == 0 && !leaf.first.isEmpty()) {
                leaves.remove(leaf.first);
            }
        }
        located = null;
    }

    /// Every key in order.
    Iterable<KeyHistory> all() {
        return () -> new Keys("", null);
    }

    RangeResult.Found range(RangeRequest request, long revision) {
        var entries = new ArrayList<Entry>();
        var remaining = 0L;
        var limit = request.limit() > 0 ? request.limit() : Integer.MAX_VALUE;
        for (var keys = under(request.prefix(), request.startKey()); keys.hasNext(); ) {
            var version = keys.next().at(revision);
            if (version == null) {
                continue;
            }
            if (entries.size() < limit) {
                entries.add(version.entry());
            } else {
                remaining++;
            }
        }
        return new RangeResult.Found(entries, remaining, revision);
    }

    long count(String prefix, long revision) {
        var count = 0L;
        for (var keys = under(prefix, ""); keys.hasNext(); ) {
            if (keys.next().at(revision) != null) {
                count++;
            }
        }
        return count;
    }

    private KeyLeaf leafOf(String key) {
        return leaves.floorEntry(key).getValue();
    }

    private Keys under(String prefix, String startKey) {
        return new Keys(startKey.compareTo(prefix) > 0 ? startKey : prefix, end(prefix));
    }

    /// The keys of a part of the index in order.
    private final class Keys implements Iterator<KeyHistory> {
        private final String first;
        private final @Nullable String end;
        private KeyLeaf leaf;
        private KeyHistory[] keys;
        private int at;
        private @Nullable KeyHistory next;

        /// Keys from `first` (inclusive) to `end` (exclusive; absent for the last).
        Keys(String first, @Nullable String end) {
            this.first = first;
            this.end = end;
            this.leaf = leafOf(first);
            this.keys = leaf.keys();
            this.at = placeAfter(null);
            this.next = following(null);
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public KeyHistory next() {
            var present = next;
            if (present == null) {
                throw new NoSuchElementException();
            }
            next = following(present);
            return present;
        }

        private @Nullable KeyHistory following(@Nullable KeyHistory last) {
            while (at == keys.length) {
                var higher = leaves.higherEntry(leaf.first);
                if (higher == null) {
                    return null;
                }
                leaf = higher.getValue();
                keys = leaf.keys();
                at = placeAfter(last);
            }
            var found = keys[at++];
            return end == null || found.key.compareTo(end) < 0 ? found : null;
        }

        /// Where the keys begin that are still to come. Some of a new leaf were perhaps read when
        /// they were in the one before it.
        private int placeAfter(@Nullable KeyHistory last) {
            var place = KeyLeaf.find(keys, last == null ? first : last.key);
            if (place < 0) {
                return -1 - place;
            }
            return last == null ? place : place + 1;
        }
    }

    /// The first key after all that begin with the prefix; absent when there is none.
    private static @Nullable String end(String prefix) {
        for (var i = prefix.length() - 1; i >= 0; i--) {
            var last = prefix.charAt(i);
            if (last != Character.MAX_VALUE) {
                return prefix.substring(0, i) + (char) (last + 1);
            }
        }
        return null;
    }
}
