package dev.jong.scheduler.nodes;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.core.v1.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;

/// What a Pod says about other Pods.
public record PodAffinities(
        List<AffinityTerm> required, List<AffinityTerm> requiredAnti, List<Weighted> preferred) {

    /// A preference.
    ///
    /// @param weight negative for anti-affinity
    public record Weighted(AffinityTerm term, int weight) {}

    private static final PodAffinities NONE = new PodAffinities(List.of(), List.of(), List.of());

    static PodAffinities of(Pod pod) {
        var affinity = pod.spec().affinity();
        if (affinity == null
                || (affinity.podAffinity() == null && affinity.podAntiAffinity() == null)) {
            return NONE;
        }
        List<AffinityTerm> required = List.of();
        List<AffinityTerm> requiredAnti = List.of();
        var preferred = new ArrayList<Weighted>();
        var with = affinity.podAffinity();
        if (with != null) {
            required = terms(with.requiredDuringSchedulingIgnoredDuringExecution(), pod);
            add(preferred, with.preferredDuringSchedulingIgnoredDuringExecution(), 1, pod);
        }
        var without = affinity.podAntiAffinity();
        if (without != null) {
            requiredAnti = terms(without.requiredDuringSchedulingIgnoredDuringExecution(), pod);
            add(preferred, without.preferredDuringSchedulingIgnoredDuringExecution(), -1, pod);
        }
        return new PodAffinities(required, requiredAnti, List.copyOf(preferred));
    }

    public boolean none() {
        return required.isEmpty() && requiredAnti.isEmpty() && preferred.isEmpty();
    }

    private static List<AffinityTerm> terms(List<PodAffinityTerm> terms, Pod pod) {
        return terms.stream().map(term -> AffinityTerm.of(term, pod)).toList();
    }

    private static void add(
            List<Weighted> to, List<WeightedPodAffinityTerm> terms, int sign, Pod pod) {
        for (var each : terms) {
            to.add(
                    new Weighted(
                            AffinityTerm.of(each.podAffinityTerm(), pod), sign * each.weight()));
        }
    }
}
