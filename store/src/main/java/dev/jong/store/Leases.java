package dev.jong.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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

        /// The deadline under which it is looked at next; later ones of its entries are void.
        long lookAt;

        Held(long seconds, long deadline) {
            this.seconds = seconds;
            this.deadline = deadline;
            this.lookAt = deadline;
        }
    }

    /// When to look at a lease; its deadline may have moved since.
    private record Due(long lease, long deadline) {}

    private final Map<Long, Held> leases = new HashMap<>();

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::deadline));

    boolean exists(long lease) {
        return leases.containsKey(lease);
    }

    void grant(Grant grant, long nowMillis) {
        var deadline = nowMillis + grant.seconds * 1000;
        if (leases.put(grant.lease, new Held(grant.seconds, deadline)) == null) {
            due.add(new Due(grant.lease, deadline));
        }
    }

    boolean keepAlive(long lease, long nowMillis) {
        var held = leases.get(lease);
        if (held == null) {
            return false;
        }
        held.deadline = nowMillis + held.seconds * 1000;
        if (held.deadline < held.lookAt) { // the clock was set back
            held.lookAt = held.deadline;
            due.add(new Due(lease, held.deadline));
        }
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

    /// Costs as much as there are leases due, however many there are in all.
    List<Long> overdue(long nowMillis) {
        var overdue = new ArrayList<Long>();
        var later = new ArrayList<Due>();
        for (var next = due.peek(); next != null && next.deadline <= nowMillis; next = due.peek()) {
            due.remove();
            var held = leases.get(next.lease);
            if (held != null && held.lookAt == next.deadline) {
                held.lookAt = held.deadline;
                later.add(new Due(next.lease, held.deadline));
                if (held.deadline <= nowMillis) {
                    overdue.add(next.lease);
                }
            }
        }
        due.addAll(later);
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
