package dev.jong.scheduler.nodes;

/// How many Pods of a sort each node has.
public final class PodCounter extends SlotCounts {
    private final PodMatcher matcher;
    long lastUse;

    PodCounter(PodMatcher matcher) {
        this.matcher = matcher;
    }

    public PodMatcher matcher() {
        return matcher;
    }

    void change(PodDemand pod, int slot, int by) {
        if (matcher.matches(pod)) {
            change(slot, by);
        }
    }
}
