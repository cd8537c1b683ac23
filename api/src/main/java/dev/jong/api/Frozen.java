package dev.jong.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a record does with what it is given: lists and maps are copied unless immutable already,
/// times lose what the wire cannot carry.
public final class Frozen {
    private Frozen() {}

    /// Null reads as empty.
    public static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /// Null reads as empty; iteration is in order of the keys.
    public static <T> Map<String, T> map(@Nullable Map<String, T> map) {
        return FrozenMap.of(map);
    }

    /// metav1.Time carries whole seconds.
    public static @Nullable Instant seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }

    /// metav1.MicroTime carries microseconds.
    public static @Nullable Instant micros(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    /// Collects a map; entries that come in order of their keys, as Go writes them, need no
    /// sorting. Of equal keys the last counts.
    public static final class Entries<T> {
        private String[] keys = new String[8];
        private Object[] values = new Object[8];
        private int size;
        private boolean sorted = true;

        public void add(String key, T value) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            sorted &= size == 0 || keys[size - 1].compareTo(key) < 0;
            keys[size] = key;
            values[size] = value;
            size++;
        }

        public boolean isEmpty() {
            return size == 0;
        }

        @SuppressWarnings("unchecked")
        public Map<String, T> map() {
            if (sorted) {
                return FrozenMap.ofSorted(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
            }
            var map = new HashMap<String, T>();
            for (int i = 0; i < size; i++) {
                map.put(keys[i], (T) values[i]);
            }
            return FrozenMap.of(map);
        }
    }
}
