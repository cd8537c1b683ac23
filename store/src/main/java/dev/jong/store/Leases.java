package dev.jong.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Leases, their time and their keys. Commit thread only.
final class Leases {
    /// A lease as it is kept in snapshots.
    record Grant(long lease, long seconds) {}

    private static final class Held {
        final long seconds;
        final Set<String> keys = new HashSet<>();
        long deadline;

        Held(long seconds, long deadline) {
            this.seconds = seconds;
            this.deadline = deadline;
        }
    }

    private final Map<Long, Held> leases = new HashMap<>();

    boolean exists(long lease) {
        return leases.containsKey(lease);
    }

    void grant(Grant grant, long nowMillis) {
        leases.put(grant.lease, new Held(grant.seconds, nowMillis + grant.seconds * 1000));
    }

    boolean keepAlive(long lease, long nowMillis) {
        var held = leases.get(lease);
        if (held == null) {
            return false;
        }
        held.deadline = nowMillis + held.seconds * 1000;
        return true;
    }

    void end(long lease) {
        leases.remove(lease);
    }

    /// The lease's keys in order.
    List<String> keys(long lease) {
        var held = leases.get(lease);
        return held == null ? List.of() : held.keys.stream().sorted().toList();
    }

    void moved(String key, @Nullable Version from, Version to) {
        if (from != null && from.lease != 0 && from.lease != to.lease) {
            var held = leases.get(from.lease);
            if (held != null) {
                held.keys.remove(key);
            }
        }
        if (to.lease != 0) {
            var held = leases.get(to.lease);
            if (held != null) {
                held.keys.add(key);
            }
        }
    }

    List<Long> overdue(long nowMillis) {
        var overdue = new ArrayList<Long>();
        leases.forEach((lease, held) -> {
            if (held.deadline <= nowMillis) {
                overdue.add(lease);
            }
        });
        return overdue;
    }

    /// Whether it is still due: it may have been kept alive since it was found.
    boolean isOverdue(long lease, long nowMillis) {
        var held = leases.get(lease);
        return held != null && held.deadline <= nowMillis;
    }

    List<Grant> grants() {
        var grants = new ArrayList<Grant>();
        leases.forEach((lease, held) -> grants.add(new Grant(lease, held.seconds)));
        return grants;
    }
}
