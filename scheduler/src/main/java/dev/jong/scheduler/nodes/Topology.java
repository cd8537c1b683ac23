package dev.jong.scheduler.nodes;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which domain each node is in by one label: a small number per value of the label.
public final class Topology {
    private static final int NONE = -1;

    private final String label;
    private final Map<String, Integer> domains = new HashMap<>();
    private int[] domainOf = new int[0];

    Topology(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /// The node's domain; negative when it does not have the label.
    public int domain(int slot) {
        return slot < domainOf.length ? domainOf[slot] : NONE;
    }

    /// Domains are numbered from 0 to below this.
    public int size() {
        return domains.size();
    }

    void set(int slot, @Nullable String value) {
        if (slot >= domainOf.length) {
            var before = domainOf.length;
            domainOf = Arrays.copyOf(domainOf, Math.max(64, slot + slot / 2 + 1));
            Arrays.fill(domainOf, before, domainOf.length, NONE);
        }
        domainOf[slot] = value == null ? NONE : domains.computeIfAbsent(value, _ -> domains.size());
    }
}
