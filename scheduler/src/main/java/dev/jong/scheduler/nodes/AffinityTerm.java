package dev.jong.scheduler.nodes;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.api.selector.Requirement;
import dev.jong.api.selector.Requirement.Operator;
import dev.jong.api.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// One term of Pod affinity or anti-affinity, with what it takes from its Pod filled in.
///
/// @param namespaces by name
/// @param namespaceSelector further namespaces, by label
public record AffinityTerm(
        Set<String> namespaces, Selector namespaceSelector, Selector pods, String topologyKey) {

    static AffinityTerm of(PodAffinityTerm term, Pod owner) {
        var selected = term.namespaceSelector();
        var own = Objects.requireNonNullElse(owner.metadata().namespace(), "");
        var names =
                term.namespaces().isEmpty() && selected == null
                        ? Set.of(own)
                        : Set.copyOf(term.namespaces());
        return new AffinityTerm(
                names,
                selected == null ? Selector.nothing() : LabelSelectors.of(selected),
                pods(term, owner),
                term.topologyKey());
    }

    private static Selector pods(PodAffinityTerm term, Pod owner) {
        var selector = LabelSelectors.of(term.labelSelector());
        if (selector.equals(Selector.nothing())
                || (term.matchLabelKeys().isEmpty() && term.mismatchLabelKeys().isEmpty())) {
            return selector;
        }
        var requirements = new ArrayList<>(selector.requirements());
        add(requirements, term.matchLabelKeys(), Operator.IN, owner);
        add(requirements, term.mismatchLabelKeys(), Operator.NOT_IN, owner);
        return new Selector.All(requirements);
    }

    private static void add(List<Requirement> to, List<String> keys, Operator operator, Pod owner) {
        for (var key : keys) {
            var value = owner.metadata().labels().get(key);
            if (value != null) {
                var requirement = new Requirement(key, operator, List.of(value));
                if (!to.contains(requirement)) {
                    to.add(requirement);
                }
            }
        }
    }

    public boolean matches(PodDemand pod, Namespaces known) {
        return (namespaces.contains(pod.namespace())
                        || namespaceSelector.matches(known.labels(pod.namespace())))
                && pods.matches(pod.labels());
    }

    /// Counts Pods that the term selects.
    public PodMatcher matcher(Namespaces known) {
        return new Matcher(this, known);
    }

    private record Matcher(AffinityTerm term, Namespaces known) implements PodMatcher {
        @Override
        public boolean matches(PodDemand pod) {
            return term.matches(pod, known);
        }
    }
}
