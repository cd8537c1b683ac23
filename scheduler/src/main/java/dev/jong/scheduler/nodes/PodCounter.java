package dev.jong.scheduler.nodes;

import java.util.Arrays;

/// How many Pods of a sort each node has; kept up to date with every Pod that comes or goes.
public final class PodCounter {
    private final PodMatcher matcher;
    private int[] counts = new int[0];
    private long total;
    long lastUse;

    PodCounter(PodMatcher matcher) {
        this.matcher = matcher;
    }

    public PodMatcher matcher() {
        return matcher;
    }

    /// By slot.
    public int on(int slot) {
        return slot < counts.length ? counts[slot] : 0;
    }

    /// On all nodes.
    public long total() {
        return total;
    }

    void change(PodDemand pod, int slot, int by) {
        if (matcher.matches(pod)) {
            if (slot >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(64, slot + slot / 2 + 1));
            }
            counts[slot] += by;
            total += by;
        }
    }
}
