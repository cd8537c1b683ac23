package dev.jong.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        return time == null || time.getNano() == 0 ? time : time.truncatedTo(ChronoUnit.SECONDS);
    }

    /// metav1.MicroTime carries microseconds.
    public static @Nullable Instant micros(@Nullable Instant time) {
        return time == null || time.getNano() % 1000 == 0
                ? time
                : time.truncatedTo(ChronoUnit.MICROS);
    }
}
