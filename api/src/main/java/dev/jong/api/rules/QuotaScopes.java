package dev.jong.api.rules;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.core.v1.ResourceQuotaSpec;
import dev.jong.api.core.v1.ScopedResourceSelectorRequirement;
import dev.jong.api.core.v1.WeightedPodAffinityTerm;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which objects a ResourceQuota is about.
public final class QuotaScopes {
    private QuotaScopes() {}

    /// Whether the object is within all of the quota's scopes; without scopes everything is.
    public static boolean matches(ResourceQuotaSpec quota, KubernetesObject object) {
        var selector = quota.scopeSelector();
        var named =
                quota.scopes().stream()
                        .map(scope ->
                                ScopedResourceSelectorRequirement.builder()
                                        .scopeName(scope)
                                        .operator("Exists")
                                        .build());
        var selected =
                selector == null
                        ? Stream.<ScopedResourceSelectorRequirement>empty()
                        : selector.matchExpressions().stream();
        return Stream.concat(named, selected).allMatch(scope -> matches(scope, object));
    }

    private static boolean matches(
            ScopedResourceSelectorRequirement scope, KubernetesObject object) {
        return switch (object) {
            case Pod pod -> matches(scope, pod);
            case PersistentVolumeClaim claim ->
                    scope.scopeName().equals("VolumeAttributesClass")
                            && attributed(scope, attributesClasses(claim));
            default -> false;
        };
    }

    private static boolean matches(ScopedResourceSelectorRequirement scope, Pod pod) {
        var deadline = pod.spec().activeDeadlineSeconds();
        boolean terminating = deadline != null && deadline >= 0;
        return switch (scope.scopeName()) {
            case "Terminating" -> terminating;
            case "NotTerminating" -> !terminating;
            case "BestEffort" -> PodQos.of(pod).equals(PodQos.BEST_EFFORT);
            case "NotBestEffort" -> !PodQos.of(pod).equals(PodQos.BEST_EFFORT);
            case "PriorityClass" -> named(scope, pod.spec().priorityClassName());
            case "CrossNamespacePodAffinity" -> crossesNamespaces(pod);
            default -> false;
        };
    }

    /// The class that is asked for, the one in force and the one on its way.
    private static Set<String> attributesClasses(PersistentVolumeClaim claim) {
        var modify = claim.status().modifyVolumeStatus();
        return Stream.of(
                        claim.spec().volumeAttributesClassName(),
                        claim.status().currentVolumeAttributesClassName(),
                        modify == null ? null : modify.targetVolumeAttributesClassName())
                .filter(name -> name != null && !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean attributed(
            ScopedResourceSelectorRequirement scope, Set<String> classes) {
        return classes.isEmpty()
                ? named(scope, null)
                : classes.stream().anyMatch(name -> named(scope, name));
    }

    private static boolean named(ScopedResourceSelectorRequirement scope, @Nullable String name) {
        boolean present = name != null && !name.isEmpty();
        return switch (scope.operator()) {
            case "Exists" -> present;
            case "DoesNotExist" -> !present;
            case "In" -> present && scope.values().contains(name);
            case "NotIn" -> !present || !scope.values().contains(name);
            default -> false;
        };
    }

    private static boolean crossesNamespaces(Pod pod) {
        var affinity = pod.spec().affinity();
        if (affinity == null) {
            return false;
        }
        var near = affinity.podAffinity();
        var far = affinity.podAntiAffinity();
        boolean nearCrosses =
                near != null
                        && anyCrosses(
                                near.requiredDuringSchedulingIgnoredDuringExecution(),
                                near.preferredDuringSchedulingIgnoredDuringExecution());
        boolean farCrosses =
                far != null
                        && anyCrosses(
                                far.requiredDuringSchedulingIgnoredDuringExecution(),
                                far.preferredDuringSchedulingIgnoredDuringExecution());
        return nearCrosses || farCrosses;
    }

    private static boolean anyCrosses(
            List<PodAffinityTerm> required, List<WeightedPodAffinityTerm> preferred) {
        return Stream.concat(
                        required.stream(), preferred.stream().map(each -> each.podAffinityTerm()))
                .anyMatch(QuotaScopes::crosses);
    }

    private static boolean crosses(PodAffinityTerm term) {
        List<String> namespaces = term.namespaces();
        return !namespaces.isEmpty() || term.namespaceSelector() != null;
    }
}
