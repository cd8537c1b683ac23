package dev.jong.scheduler.nodes;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.rules.HostPorts.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One node as plugins see it: a window on its slot in the columns of [Nodes].
public final class NodeView {
    private final Nodes nodes;
    private final int slot;
    private final String name;
    final List<PlacedPod> pods = new ArrayList<>();
    final List<HostPort> ports = new ArrayList<>();
    @Nullable Node node;
    Map<String, Long> images = Map.of();

    NodeView(Nodes nodes, int slot, String name) {
        this.nodes = nodes;
        this.slot = slot;
        this.name = name;
    }

    /// Its number; given to another node only after this one is gone.
    public int slot() {
        return slot;
    }

    public String name() {
        return name;
    }

    /// The object; there is one for every node that is tried.
    public Node node() {
        return Objects.requireNonNull(node);
    }

    public Map<String, String> labels() {
        return node().metadata().labels();
    }

    public List<Taint> taints() {
        return node().spec().taints();
    }

    /// What it offers to Pods, by [ResourceIds].
    public long allocatable(int resource) {
        return nodes.allocatable(resource)[slot];
    }

    /// What its Pods ask for together.
    public long requested(int resource) {
        return nodes.requested(resource)[slot];
    }

    /// CPU that its Pods count with in scores.
    public long scoredCpu() {
        return nodes.scoredCpu(slot);
    }

    public long scoredMemory() {
        return nodes.scoredMemory(slot);
    }

    public List<PlacedPod> pods() {
        return pods;
    }

    /// Ports of its own addresses that Pods have taken.
    public List<HostPort> ports() {
        return ports;
    }

    /// Sizes of the images it has, by name.
    public Map<String, Long> images() {
        return images;
    }

    @Override
    public String toString() {
        return name;
    }
}
