package dev.jong.scheduler.nodes;

import dev.jong.api.core.v1.ContainerImage;
import dev.jong.api.core.v1.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// All nodes and the Pods on them, in columns: a node is a slot, a resource is an array over the
/// slots. Scheduling thread only.
///
/// A Pod may be known before its node; its slot then has no node object and is not tried.
public final class Nodes {
    private static final int RECENT = 8192;
    private static final int COUNTERS = 256;

    private final ResourceIds resources;
    private final Map<String, NodeView> byName = new HashMap<>();
    private final List<@Nullable NodeView> slots = new ArrayList<>();
    private final List<Integer> freeSlots = new ArrayList<>();
    private final Map<String, PlacedPod> pods = new HashMap<>();
    private final Map<String, Topology> topologies = new HashMap<>();
    private final Map<PodMatcher, PodCounter> counters = new HashMap<>();
    private final PodTerms terms = new PodTerms();
    private final Namespaces namespaces = new Namespaces();
    private final Map<String, Integer> imageNodes = new HashMap<>();
    private long[][] allocatable = new long[0][];
    private long[][] requested = new long[0][];
    private long[] scoredCpu = new long[0];
    private long[] scoredMemory = new long[0];
    private int live;
    private int preferNoSchedule;

    private final int[] recent = new int[RECENT];
    private long changes;
    private long epoch;
    private long uses;

    public Nodes(ResourceIds resources) {
        this.resources = resources;
    }

    public ResourceIds resources() {
        return resources;
    }

    /// Number of nodes.
    public int size() {
        return live;
    }

    /// Slots are numbered from 0 to below this; some are empty.
    public int slots() {
        return slots.size();
    }

    /// The node in a slot; absent when the slot is empty or its node's object is not known.
    public @Nullable NodeView at(int slot) {
        var view = slots.get(slot);
        return view == null || view.node == null ? null : view;
    }

    public @Nullable NodeView find(String name) {
        var view = byName.get(name);
        return view == null || view.node == null ? null : view;
    }

    public @Nullable PlacedPod placed(String uid) {
        return pods.get(uid);
    }

    public Collection<PlacedPod> pods() {
        return pods.values();
    }

    /// Adds a node or replaces its object.
    public NodeView put(Node node) {
        var view = slot(String.valueOf(node.metadata().name()));
        var before = view.node;
        if (before != null && same(before, node)) {
            view.node = node;
            return view;
        }
        if (before == null) {
            live++;
            epoch++;
        } else {
            count(before, -1);
            countImages(view, -1);
        }
        view.node = node;
        count(node, 1);
        var images = images(node);
        if (!images.equals(view.images)) {
            view.images = images;
            epoch++;
        }
        countImages(view, 1);
        var amounts = resources.amounts(node.status().allocatable());
        grow();
        for (var r = 0; r < allocatable.length; r++) {
            allocatable[r][view.slot()] = r < amounts.length ? amounts[r] : 0;
        }
        topologies
                .values()
                .forEach(topology ->
                        topology.set(view.slot(), node.metadata().labels().get(topology.label())));
        touch(view.slot());
        return view;
    }

    /// Whether nothing changed that places Pods; most updates of a node are signs of life.
    public static boolean same(Node before, Node now) {
        return before.spec().equals(now.spec())
                && before.metadata().labels().equals(now.metadata().labels())
                && before.status().allocatable().equals(now.status().allocatable())
                && before.status().images().equals(now.status().images());
    }

    /// Takes a node away. Its Pods stay known until they are removed.
    public void remove(String name) {
        var view = byName.get(name);
        if (view == null || view.node == null) {
            return;
        }
        count(view.node, -1);
        countImages(view, -1);
        view.node = null;
        live--;
        epoch++;
        touch(view.slot());
        topologies.values().forEach(topology -> topology.set(view.slot(), null));
        freeIfEmpty(view);
    }

    /// Adds a Pod to its node, in place of what was known of it.
    public PlacedPod place(PodDemand pod, String nodeName, boolean assumed) {
        unplace(pod.uid());
        var view = slot(nodeName);
        var placed = new PlacedPod(pod, view.slot(), assumed);
        pods.put(pod.uid(), placed);
        add(placed);
        return placed;
    }

    /// Replaces the object of a Pod whose demand is the same.
    public void refresh(PlacedPod placed, PodDemand newer) {
        placed.refresh(newer);
    }

    /// Takes a Pod off its node.
    ///
    /// @return what was known of it
    public @Nullable PlacedPod unplace(String uid) {
        var placed = pods.remove(uid);
        if (placed != null) {
            take(placed);
            terms.prune(placed.demand());
            var view = slots.get(placed.slot);
            if (view != null) {
                freeIfEmpty(view);
            }
        }
        return placed;
    }

    /// Takes a Pod away for a trial; [#add] brings it back.
    public void take(PlacedPod placed) {
        change(placed, -1);
    }

    /// Brings a Pod back, or adds one for a trial.
    public void add(PlacedPod placed) {
        change(placed, 1);
    }

    /// A Pod for a trial on a node.
    public static PlacedPod trial(PodDemand pod, NodeView node) {
        return new PlacedPod(pod, node.slot(), true);
    }

    private void change(PlacedPod placed, int sign) {
        var view = slots.get(placed.slot);
        if (view == null) {
            return;
        }
        var slot = placed.slot;
        var pod = placed.demand();
        grow();
        var amounts = pod.requests();
        for (var r = 0; r < amounts.length; r++) {
            requested[r][slot] += sign * amounts[r];
        }
        requested[ResourceIds.PODS][slot] += sign;
        scoredCpu[slot] += sign * pod.scoredCpu();
        scoredMemory[slot] += sign * pod.scoredMemory();
        if (sign > 0) {
            view.pods.add(placed);
            view.ports.addAll(pod.hostPorts());
        } else {
            view.pods.remove(placed);
            pod.hostPorts().forEach(view.ports::remove);
        }
        terms.change(pod, slot, sign);
        for (var counter : counters.values()) {
            counter.change(pod, slot, sign);
        }
        touch(slot);
    }

    /// The terms of Pod affinity that Pods on nodes carry.
    public PodTerms terms() {
        return terms;
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    /// Counts such Pods per node, from now on at little cost.
    public PodCounter counter(PodMatcher matcher) {
        var known = counters.get(matcher);
        if (known == null) {
            if (counters.size() >= COUNTERS) {
                counters.values().stream()
                        .min((a, b) -> Long.compare(a.lastUse, b.lastUse))
                        .ifPresent(oldest -> counters.remove(oldest.matcher()));
            }
            var fresh = new PodCounter(matcher);
            pods.values().forEach(placed -> fresh.change(placed.demand(), placed.slot, 1));
            counters.put(matcher, fresh);
            known = fresh;
        }
        known.lastUse = ++uses;
        return known;
    }

    /// Drops all counts, because what matches may have changed.
    public void recount() {
        counters.clear();
    }

    /// The nodes by a label's value.
    public Topology topology(String label) {
        return topologies.computeIfAbsent(
                label,
                _ -> {
                    var fresh = new Topology(label);
                    for (var view : slots) {
                        if (view != null && view.node != null) {
                            fresh.set(view.slot(), view.node.metadata().labels().get(label));
                        }
                    }
                    return fresh;
                });
    }

    long[] allocatable(int resource) {
        grow();
        return allocatable[resource];
    }

    long[] requested(int resource) {
        grow();
        return requested[resource];
    }

    long scoredCpu(int slot) {
        return scoredCpu[slot];
    }

    long scoredMemory(int slot) {
        return scoredMemory[slot];
    }

    /// Whether some node has a taint that Pods would rather not have.
    public boolean anyPreferNoSchedule() {
        return preferNoSchedule > 0;
    }

    /// On how many nodes the image is.
    public int nodesWithImage(String image) {
        return imageNodes.getOrDefault(image, 0);
    }

    /// Grows with every change to a slot; see [#changedSince].
    public long changes() {
        return changes;
    }

    /// Grows when something changed that concerns what is said about every node.
    public long epoch() {
        return epoch;
    }

    /// Names the slots that changed after the count was `seen`.
    ///
    /// @return false when too many did to tell
    public boolean changedSince(long seen, IntConsumer slot) {
        if (changes - seen > RECENT) {
            return false;
        }
        for (var c = seen; c < changes; c++) {
            slot.accept(recent[(int) (c % RECENT)]);
        }
        return true;
    }

    private void touch(int slot) {
        recent[(int) (changes++ % RECENT)] = slot;
    }

    private NodeView slot(String name) {
        var known = byName.get(name);
        if (known != null) {
            return known;
        }
        var slot = freeSlots.isEmpty() ? slots.size() : freeSlots.removeLast();
        var view = new NodeView(this, slot, name);
        if (slot == slots.size()) {
            slots.add(view);
        } else {
            slots.set(slot, view);
        }
        byName.put(name, view);
        grow();
        return view;
    }

    private void freeIfEmpty(NodeView view) {
        if (view.node == null && view.pods.isEmpty()) {
            byName.remove(view.name());
            slots.set(view.slot(), null);
            freeSlots.add(view.slot());
        }
    }

    private void grow() {
        var wide = allocatable.length > 0 ? allocatable[0].length : 0;
        var width = slots.size() > wide ? Math.max(64, slots.size() * 3 / 2) : wide;
        if (width > wide || allocatable.length < resources.size()) {
            allocatable = grown(allocatable, width);
            requested = grown(requested, width);
            scoredCpu = Arrays.copyOf(scoredCpu, width);
            scoredMemory = Arrays.copyOf(scoredMemory, width);
        }
    }

    private long[][] grown(long[][] columns, int width) {
        var grown = Arrays.copyOf(columns, resources.size());
        for (var r = 0; r < grown.length; r++) {
            grown[r] = r < columns.length ? Arrays.copyOf(columns[r], width) : new long[width];
        }
        return grown;
    }

    private void count(Node node, int sign) {
        for (var taint : node.spec().taints()) {
            if (taint.effect().equals("PreferNoSchedule")) {
                preferNoSchedule += sign;
            }
        }
    }

    private void countImages(NodeView view, int sign) {
        for (var image : view.images.keySet()) {
            imageNodes.merge(image, sign, Integer::sum);
        }
    }

    private static Map<String, Long> images(Node node) {
        var images = new HashMap<String, Long>();
        for (ContainerImage image : node.status().images()) {
            for (var name : image.names()) {
                images.put(name, image.sizeBytes());
            }
        }
        return images;
    }
}
