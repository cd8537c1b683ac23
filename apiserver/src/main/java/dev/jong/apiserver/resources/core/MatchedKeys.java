package dev.jong.apiserver.resources.core;

import dev.jong.api.core.v1.Affinity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.core.v1.WeightedPodAffinityTerm;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what a new Pod's own labels say into the selectors that name their keys
/// (`matchLabelKeys`, `mismatchLabelKeys`; KEP-3633, KEP-3243).
final class MatchedKeys {
    private final Map<String, String> labels;

    private MatchedKeys(Map<String, String> labels) {
        this.labels = labels;
    }

    static Pod applied(Pod pod) {
        var keys = new MatchedKeys(pod.metadata().labels());
        var spec = pod.spec();
        return pod.withSpec(
                spec.toBuilder()
                        .affinity(keys.affinity(spec.affinity()))
                        .topologySpreadConstraints(
                                spec.topologySpreadConstraints().stream()
                                        .map(constraint ->
                                                constraint.withLabelSelector(
                                                        keys.merged(
                                                                constraint.labelSelector(),
                                                                constraint.matchLabelKeys(),
                                                                List.of())))
                                        .toList())
                        .build());
    }

    private @Nullable Affinity affinity(@Nullable Affinity affinity) {
        if (affinity == null) {
            return null;
        }
        var near = affinity.podAffinity();
        var far = affinity.podAntiAffinity();
        return affinity.toBuilder()
                .podAffinity(
                        near == null
                                ? null
                                : near.withRequiredDuringSchedulingIgnoredDuringExecution(
                                                terms(
                                                        near
                                                                .requiredDuringSchedulingIgnoredDuringExecution()))
                                        .withPreferredDuringSchedulingIgnoredDuringExecution(
                                                weighted(
                                                        near
                                                                .preferredDuringSchedulingIgnoredDuringExecution())))
                .podAntiAffinity(
                        far == null
                                ? null
                                : far.withRequiredDuringSchedulingIgnoredDuringExecution(
                                                terms(
                                                        far
                                                                .requiredDuringSchedulingIgnoredDuringExecution()))
                                        .withPreferredDuringSchedulingIgnoredDuringExecution(
                                                weighted(
                                                        far
                                                                .preferredDuringSchedulingIgnoredDuringExecution())))
                .build();
    }

    private List<PodAffinityTerm> terms(List<PodAffinityTerm> terms) {
        return terms.stream().map(this::term).toList();
    }

    private List<WeightedPodAffinityTerm> weighted(List<WeightedPodAffinityTerm> terms) {
        return terms.stream()
                .map(term -> term.withPodAffinityTerm(term(term.podAffinityTerm())))
                .toList();
    }

    private PodAffinityTerm term(PodAffinityTerm term) {
        return term.withLabelSelector(
                merged(term.labelSelector(), term.matchLabelKeys(), term.mismatchLabelKeys()));
    }

    /// Without a selector nothing is matched, with or without keys.
    private @Nullable LabelSelector merged(
            @Nullable LabelSelector selector, List<String> matched, List<String> mismatched) {
        if (selector == null || (matched.isEmpty() && mismatched.isEmpty())) {
            return selector;
        }
        var expressions = new ArrayList<>(selector.matchExpressions());
        add(matched, "In", expressions);
        add(mismatched, "NotIn", expressions);
        return selector.withMatchExpressions(expressions);
    }

    private void add(
            List<String> keys, String operator, List<LabelSelectorRequirement> expressions) {
        for (var key : keys) {
            var value = labels.get(key);
            if (value != null) {
                expressions.add(new LabelSelectorRequirement(key, operator, List.of(value)));
            }
        }
    }
}
