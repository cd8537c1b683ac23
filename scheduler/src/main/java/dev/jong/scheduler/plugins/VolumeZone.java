package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts a Pod into the zone and region that the labels of its volumes name.
public final class VolumeZone implements PreFilter, Filter {
    private static final Verdict OTHER_ZONE =
            Verdict.hopeless("node(s) had no available volume zone");

    /// Each label and the one that is read on nodes in its place.
    private static final Map<String, String> LABELS =
            Map.of(
                    "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
                    "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
                    "topology.kubernetes.io/zone", "topology.kubernetes.io/zone",
                    "topology.kubernetes.io/region", "topology.kubernetes.io/region");

    /// Between several zones in one label.
    private static final String SEPARATOR = "__";

    private final Storage storage;

    VolumeZone(Storage storage) {
        this.storage = storage;
    }

    private record Demand(String label, List<String> values) {}

    private record State(List<Demand> demands) {}

    @Override
    public Prepared preFilter(Cycle cycle) {
        var demands = new ArrayList<Demand>();
        for (var mounted : Volumes.mounted(cycle.pod())) {
            if (mounted.generated()) {
                continue;
            }
            storage.claim(cycle.pod().namespace(), mounted.claim())
                    .map(claim -> claim.spec().volumeName())
                    .flatMap(storage::volume)
                    .ifPresent(volume -> demands.addAll(demands(volume)));
        }
        if (demands.isEmpty()) {
            return SKIP;
        }
        cycle.keep(this, new State(demands));
        return READY;
    }

    private static List<Demand> demands(PersistentVolume volume) {
        return volume.metadata().labels().entrySet().stream()
                .filter(label -> LABELS.containsKey(label.getKey()))
                .map(label ->
                        new Demand(label.getKey(), List.of(label.getValue().split(SEPARATOR, -1))))
                .toList();
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var labels = node.labels();
        if (LABELS.keySet().stream().noneMatch(labels::containsKey)) {
            return Verdict.FITS;
        }
        for (var demand : cycle.kept(this, State.class).demands) {
            var value = labels.get(demand.label);
            if (value == null) {
                value = labels.get(LABELS.get(demand.label));
            }
            if (value == null || !demand.values.contains(value)) {
                return OTHER_ZONE;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return event instanceof ClusterEvent.Other || event instanceof ClusterEvent.NodeChanged;
    }
}
