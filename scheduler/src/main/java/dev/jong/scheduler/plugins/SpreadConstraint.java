package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Taint;
import dev.jong.api.core.v1.TopologySpreadConstraint;
import dev.jong.api.rules.NodeSelection;
import dev.jong.api.rules.Tolerations;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.api.selector.Requirement;
import dev.jong.api.selector.Requirement.Operator;
import dev.jong.api.selector.Selector;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.PodMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A spread constraint with its defaults filled in.
///
/// @param leastDomains 1 unless `minDomains` says more
record SpreadConstraint(
        int maxSkew,
        String topologyKey,
        Selector selector,
        int leastDomains,
        boolean honorsAffinity,
        boolean honorsTaints) {

    /// Pods that count: of the namespace, selected, not on their way out.
    private record Counted(String namespace, Selector selector) implements PodMatcher {
        @Override
        public boolean matches(PodDemand pod) {
            return namespace.equals(pod.namespace())
                    && pod.pod().metadata().deletionTimestamp() == null
                    && selector.matches(pod.labels());
        }
    }

    static List<SpreadConstraint> of(PodDemand pod, String whenUnsatisfiable) {
        var constraints = pod.pod().spec().topologySpreadConstraints();
        if (constraints.isEmpty()) {
            return List.of();
        }
        return constraints.stream()
                .filter(each -> each.whenUnsatisfiable().equals(whenUnsatisfiable))
                .map(each -> of(each, pod))
                .toList();
    }

    static SpreadConstraint soft(int maxSkew, String topologyKey, Selector selector) {
        return new SpreadConstraint(maxSkew, topologyKey, selector, 1, true, false);
    }

    private static SpreadConstraint of(TopologySpreadConstraint constraint, PodDemand pod) {
        return new SpreadConstraint(
                constraint.maxSkew(),
                constraint.topologyKey(),
                selector(constraint, pod),
                Objects.requireNonNullElse(constraint.minDomains(), 1),
                !"Ignore".equals(constraint.nodeAffinityPolicy()),
                "Honor".equals(constraint.nodeTaintsPolicy()));
    }

    private static Selector selector(TopologySpreadConstraint constraint, PodDemand pod) {
        var selector = LabelSelectors.of(constraint.labelSelector());
        if (constraint.matchLabelKeys().isEmpty() || selector.equals(Selector.nothing())) {
            return selector;
        }
        var requirements = new ArrayList<>(selector.requirements());
        for (var key : constraint.matchLabelKeys()) {
            var value = pod.labels().get(key);
            var requirement =
                    value == null ? null : new Requirement(key, Operator.IN, List.of(value));
            if (requirement != null && !requirements.contains(requirement)) {
                requirements.add(requirement);
            }
        }
        return new Selector.All(requirements);
    }

    PodMatcher counted(String namespace) {
        return new Counted(namespace, selector);
    }

    /// Whether Pods on all nodes count, whatever the nodes are like.
    boolean looksEverywhere(PodDemand pod) {
        return !honorsTaints
                && (!honorsAffinity
                        || (pod.pod().spec().nodeSelector().isEmpty()
                                && NodeSelection.required(pod.pod()) == null));
    }

    /// Whether Pods on the node count.
    boolean looksAt(NodeView node, PodDemand pod) {
        return (!honorsAffinity || NodeSelection.fits(pod.pod(), node.name(), node.labels()))
                && (!honorsTaints || tolerated(node.taints(), pod));
    }

    private static boolean tolerated(List<Taint> taints, PodDemand pod) {
        return Tolerations.firstUntolerated(
                        taints, pod.pod().spec().tolerations(), Tolerations.KEEPS_OUT)
                .isEmpty();
    }
}
