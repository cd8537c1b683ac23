package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why a Pod fits nowhere.
public final class Diagnosis {
    private final int nodes;
    private final Map<String, Integer> reasons = new HashMap<>();
    private final Set<Plugin> refusers = new LinkedHashSet<>();
    private final List<NodeView> refused = new ArrayList<>();
    private @Nullable Verdict last;
    private int lastTimes;
    private String preFilter = "";
    private String postFilter = "";

    public Diagnosis(int nodes) {
        this.nodes = nodes;
    }

    public int nodes() {
        return nodes;
    }

    /// Counts a verdict that so many nodes share.
    @SuppressWarnings("ReferenceEquality") // the same constant in a row is counted fast
    public void count(Verdict verdict, int times) {
        if (verdict != last) {
            flush();
            last = verdict;
        }
        lastTimes += times;
    }

    private void flush() {
        if (last != null) {
            for (var reason : last.reasons()) {
                reasons.merge(reason, lastTimes, Integer::sum);
            }
        }
        lastTimes = 0;
    }

    /// Remembers who kept the Pod waiting, for queueing hints.
    public void refusedBy(Plugin plugin) {
        refusers.add(plugin);
    }

    /// A node on which other Pods may be in the way.
    public void mayFitLater(NodeView node) {
        refused.add(node);
    }

    public void refusedBeforehand(Plugin plugin, Verdict verdict) {
        refusers.add(plugin);
        preFilter = verdict.message();
    }

    public void postFilter(String message) {
        postFilter = message;
    }

    public Set<Plugin> refusers() {
        return refusers;
    }

    /// Nodes that may fit once other Pods are gone.
    public List<NodeView> mayFitLater() {
        return refused;
    }

    /// In upstream's words: `0/3 nodes are available: 1 Insufficient cpu, 2 …. preemption: …`
    public String message() {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        flush();
        last = null;
        var message = new StringBuilder("0/" + nodes + " nodes are available:");
        if (!preFilter.isEmpty()) {
            message.append(' ').append(preFilter).append('.');
        } else if (!reasons.isEmpty()) {
            var lines = new ArrayList<String>();
            reasons.forEach((reason, times) -> lines.add(times + " " + reason));
            Collections.sort(lines);
            message.append(' ').append(String.join(", ", lines)).append('.');
        }
        if (!postFilter.isEmpty()) {
            message.append(' ').append(postFilter);
        }
        return message.toString();
    }
}
