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
    private int[] nodes = new int[0];
    private int labelled;
    private int inhabited;
    private long version;

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

    /// How many nodes have the label.
    public int labelled() {
        return labelled;
    }

    /// How many domains have a node.
    int inhabited() {
        return inhabited;
    }

    int nodes(int domain) {
        return nodes[domain];
    }

    int slots() {
        return domainOf.length;
    }

    /// Grows when a node has come to another domain.
    long version() {
        return version;
    }

    void set(int slot, @Nullable String value) {
        if (slot >= domainOf.length) {
            var before = domainOf.length;
            domainOf = Arrays.copyOf(domainOf, Math.max(64, slot + slot / 2 + 1));
            Arrays.fill(domainOf, before, domainOf.length, NONE);
        }
        var now = value == null ? NONE : domains.computeIfAbsent(value, _ -> domains.size());
        if (now == domainOf[slot]) {
            return;
        }
        if (domains.size() > nodes.length) {
            nodes = Arrays.copyOf(nodes, domains.size() * 2);
        }
        count(domainOf[slot], -1);
        count(now, 1);
        domainOf[slot] = now;
        version++;
    }

    private void count(int domain, int by) {
        if (domain >= 0) {
            var before = nodes[domain];
            nodes[domain] += by;
            labelled += by;
            inhabited += (nodes[domain] > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
        }
    }
}
