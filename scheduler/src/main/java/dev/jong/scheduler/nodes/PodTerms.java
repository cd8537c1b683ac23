package dev.jong.scheduler.nodes;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The distinct affinity terms that Pods on nodes carry, with how many carry each on each node.
/// Terms are few even when Pods are many, so that a new Pod is compared with terms and not with
/// Pods.
public final class PodTerms {
    private static final int HARD_WEIGHT = 1;

    private final Map<AffinityTerm, Carriers> requiredAnti = new HashMap<>();
    private final Map<PodAffinities.Weighted, Carriers> weighted = new HashMap<>();

    /// How many Pods carry a term.
    public static final class Carriers {
        private int[] counts = new int[0];
        private long total;

        public int on(int slot) {
            return slot < counts.length ? counts[slot] : 0;
        }

        private void change(int slot, int by) {
            if (slot >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(64, slot + slot / 2 + 1));
            }
            counts[slot] += by;
            total += by;
        }
    }

    /// Terms that keep Pods away.
    public Map<AffinityTerm, Carriers> requiredAnti() {
        return requiredAnti;
    }

    /// Terms that draw Pods near or push them off; required affinity counts as a preference of
    /// weight 1.
    public Map<PodAffinities.Weighted, Carriers> weighted() {
        return weighted;
    }

    void change(PodDemand pod, int slot, int by) {
        var carried = pod.affinities();
        if (carried.none()) {
            return;
        }
        for (var term : carried.requiredAnti()) {
            change(requiredAnti, term, slot, by);
        }
        for (var term : carried.required()) {
            change(weighted, new PodAffinities.Weighted(term, HARD_WEIGHT), slot, by);
        }
        for (var term : carried.preferred()) {
            change(weighted, term, slot, by);
        }
    }

    private static <T> void change(Map<T, Carriers> terms, T term, int slot, int by) {
        var carriers = terms.computeIfAbsent(term, _ -> new Carriers());
        carriers.change(slot, by);
        if (carriers.total == 0) {
            terms.remove(term);
        }
    }
}
