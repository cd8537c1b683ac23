package dev.jong.store;

import java.util.ArrayList;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Every key in order. The commit thread writes, anyone reads at a revision.
final class KeyIndex {
    private final ConcurrentSkipListMap<String, KeyHistory> keys = new ConcurrentSkipListMap<>();

    @Nullable KeyHistory find(String key) {
        return keys.get(key);
    }

    void add(KeyHistory history) {
        keys.put(history.key, history);
    }

    void remove(KeyHistory history) {
        keys.remove(history.key);
    }

    Iterable<KeyHistory> all() {
        return keys.values();
    }

    RangeResult.Found range(RangeRequest request, long revision) {
        var entries = new ArrayList<Entry>();
        var remaining = 0L;
        var limit = request.limit() > 0 ? request.limit() : Integer.MAX_VALUE;
        for (var history : under(request.prefix(), request.startKey()).values()) {
            var version = history.at(revision);
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
        for (var history : under(prefix, "").values()) {
            if (history.at(revision) != null) {
                count++;
            }
        }
        return count;
    }

    private ConcurrentNavigableMap<String, KeyHistory> under(String prefix, String startKey) {
        var first = startKey.compareTo(prefix) > 0 ? startKey : prefix;
        var end = end(prefix);
        if (end == null) {
            return keys.tailMap(first, true);
        }
        return first.compareTo(end) >= 0
                ? new ConcurrentSkipListMap<>()
                : keys.subMap(first, true, end, false);
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
