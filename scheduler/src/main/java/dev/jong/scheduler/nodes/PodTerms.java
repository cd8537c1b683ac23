package dev.jong.scheduler.nodes;

import java.util.HashMap;
import java.util.Map;

/// The distinct affinity terms that Pods on nodes carry, with how many carry each on each node.
/// Terms are few even when Pods are many, so that a new Pod is compared with terms and not with
/// Pods.
public final class PodTerms {
    private static final int HARD_WEIGHT = 1;

    private final Map<AffinityTerm, SlotCounts> requiredAnti = new HashMap<>();
    private final Map<PodAffinities.Weighted, SlotCounts> weighted = new HashMap<>();

    /// Terms that keep Pods away.
    public Map<AffinityTerm, SlotCounts> requiredAnti() {
        return requiredAnti;
    }

    /// Terms that draw Pods near or push them off; required affinity counts as a preference of
    /// weight 1.
    public Map<PodAffinities.Weighted, SlotCounts> weighted() {
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

    private static <T> void change(Map<T, SlotCounts> terms, T term, int slot, int by) {
        terms.computeIfAbsent(term, _ -> new SlotCounts()).change(slot, by);
    }

    /// Forgets the terms of a Pod that is gone for good, where nobody else carries them.
    void prune(PodDemand pod) {
        if (!pod.affinities().none()) {
            requiredAnti.values().removeIf(carriers -> carriers.total() == 0);
            weighted.values().removeIf(carriers -> carriers.total() == 0);
        }
    }
}
