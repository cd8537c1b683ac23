package dev.jong.kubelet.eviction;

import dev.jong.kubelet.settings.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Conditions of the Node that tell of a shortage, with the time at which each was last seen. They
/// stay for a while after it has ended, so that Pods do not come back at once to be evicted again.
///
/// @param lastSeen by condition type
record Pressure(Map<String, Instant> lastSeen) {
    static final Pressure NONE = new Pressure(Map.of());

    Pressure {
        lastSeen = Map.copyOf(lastSeen);
    }

    Pressure next(Collection<Signal> low, Instant now, Duration transition) {
        var kept = new HashMap<String, Instant>();
        lastSeen.forEach((condition, seen) -> {
            if (now.isBefore(seen.plus(transition))) {
                kept.put(condition, seen);
            }
        });
        low.forEach(signal -> kept.put(signal.condition(), now));
        return new Pressure(kept);
    }

    Set<String> conditions() {
        return new TreeSet<>(lastSeen.keySet());
    }
}
