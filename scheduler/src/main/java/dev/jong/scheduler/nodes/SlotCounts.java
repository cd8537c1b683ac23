package dev.jong.scheduler.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A number of Pods for each node, and their sums per domain, kept up to date with every change.
public class SlotCounts {
    private final List<DomainSums> sums = new ArrayList<>();
    private int[] counts = new int[0];
    private long total;

    SlotCounts() {}

    /// By slot.
    public int on(int slot) {
        return slot < counts.length ? counts[slot] : 0;
    }

    /// On all nodes.
    public long total() {
        return total;
    }

    /// The sums per domain, now and from now on.
    public Domains by(Topology topology) {
        for (var known : sums) {
            if (known.topology() == topology) {
                return known;
            }
        }
        var fresh = new DomainSums(this, topology);
        sums.add(fresh);
        return fresh;
    }

    void change(int slot, int by) {
        if (slot >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(64, slot + slot / 2 + 1));
        }
        counts[slot] += by;
        total += by;
        for (var each : sums) {
            each.change(slot, by);
        }
    }
}
