package dev.jong.scheduler;

import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.selector.Selector;
import dev.jong.scheduler.framework.Bind;
import dev.jong.scheduler.framework.Plugin;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.plugins.DefaultPreemption;
import dev.jong.scheduler.plugins.ImageLocality;
import dev.jong.scheduler.plugins.InterPodAffinity;
import dev.jong.scheduler.plugins.NodeAffinity;
import dev.jong.scheduler.plugins.NodeName;
import dev.jong.scheduler.plugins.NodePorts;
import dev.jong.scheduler.plugins.NodeResourcesBalancedAllocation;
import dev.jong.scheduler.plugins.NodeResourcesFit;
import dev.jong.scheduler.plugins.NodeUnschedulable;
import dev.jong.scheduler.plugins.PodTopologySpread;
import dev.jong.scheduler.plugins.PrioritySort;
import dev.jong.scheduler.plugins.SchedulingGates;
import dev.jong.scheduler.plugins.TaintToleration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The plugins of upstream's default profile, in its order and with its weights.
public final class StandardProfile {
    private StandardProfile() {}

    /// What plugins look at besides nodes and Pods.
    ///
    /// @param siblings selects the Pods of the same Services and owner as a Pod
    /// @param volumes the rules about volumes
    public record Surroundings(
            Function<PodDemand, Selector> siblings,
            Supplier<? extends Collection<PodDisruptionBudget>> budgets,
            List<Plugin> volumes,
            Bind binder) {}

    public static Profile of(
            String schedulerName, Nodes nodes, Surroundings surroundings, RandomGenerator random) {
        var plugins =
                new ArrayList<Plugin>(
                        List.of(
                                new SchedulingGates(),
                                new PrioritySort(),
                                new NodeUnschedulable(),
                                new NodeName(),
                                new TaintToleration(),
                                new NodeAffinity(),
                                new NodePorts(),
                                new NodeResourcesFit(nodes.resources())));
        plugins.addAll(surroundings.volumes);
        plugins.addAll(
                List.of(
                        new PodTopologySpread(surroundings.siblings),
                        new InterPodAffinity(),
                        new DefaultPreemption(surroundings.budgets, random),
                        new NodeResourcesBalancedAllocation(),
                        new ImageLocality(nodes),
                        surroundings.binder));
        return new Profile(
                schedulerName,
                plugins,
                Map.of(
                        "TaintToleration",
                        3,
                        "NodeAffinity",
                        2,
                        "PodTopologySpread",
                        2,
                        "InterPodAffinity",
                        2));
    }
}
