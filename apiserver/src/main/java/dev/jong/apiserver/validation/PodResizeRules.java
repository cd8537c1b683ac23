package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.rules.PodQos;
import dev.jong.api.rules.PodResources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Pod that runs may be given more or less of: cpu and memory (KEP-1287).
public final class PodResizeRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath WHOLE = FieldPath.of("");
    private static final String ONLY = "only cpu and memory resources are mutable";

    private PodResizeRules() {}

    public static List<FieldError> check(Pod now, Pod old) {
        if (old.metadata().annotations().containsKey(PodAnnotationRules.MIRROR)) {
            return List.of(FieldError.forbidden(WHOLE, "static pods cannot be resized"));
        }
        var system = old.spec().os();
        if (system != null && system.name().equals("windows")) {
            return List.of(FieldError.forbidden(WHOLE, "windows pods cannot be resized"));
        }
        var errors = new FieldErrors();
        errors.addAll(PodRules.pod(now));
        var quality = PodQos.of(old);
        if (!PodQos.compute(now).equals(quality)) {
            errors.invalid(SPEC, quality, "Pod QOS Class may not change as a result of resizing");
        }
        if (!supported(old)) {
            errors.forbidden(SPEC, "Pod running on node without support for resize");
        }
        whole(now, old, errors);
        if (!old.status().nodeAllocatableResourceClaimStatuses().isEmpty()) {
            errors.forbidden(SPEC, "pods with node allocatable resource claims cannot be resized");
        }
        boolean same =
                sameOrder(now.spec().containers(), old.spec().containers(), "containers", errors);
        boolean sameInit =
                sameOrder(
                        now.spec().initContainers(),
                        old.spec().initContainers(),
                        "initContainers",
                        errors);
        if (same && sameInit) {
            containers(now.spec().containers(), old.spec().containers(), errors);
            initContainers(now.spec().initContainers(), old.spec().initContainers(), errors);
        }
        return errors.list();
    }

    private static boolean supported(Pod pod) {
        return pod.status().containerStatuses().stream()
                .filter(status -> status.state().running() != null)
                .findFirst()
                .map(status -> status.resources() != null)
                .orElse(true);
    }

    private static void whole(Pod now, Pod old, FieldErrors errors) {
        var resources = now.spec().resources();
        var before = old.spec().resources();
        var path = SPEC.child("resources");
        if (isEmpty(resources) && isEmpty(before)) {
            return;
        }
        if (before != null && resources == null) {
            errors.forbidden(path, "pod-level resources cannot be removed");
            return;
        }
        var given = before == null ? ResourceRequirements.EMPTY : before;
        var asked = resources == null ? ResourceRequirements.EMPTY : resources;
        if (!asked.requests().keySet().containsAll(given.requests().keySet())) {
            errors.forbidden(
                    path.child("requests"), "pod-level resource requests cannot be removed");
        }
        if (!asked.limits().keySet().containsAll(given.limits().keySet())) {
            errors.forbidden(path.child("limits"), "pod-level resource limits cannot be removed");
        }
        if (!masked(asked, given).equals(given)) {
            errors.forbidden(SPEC, ONLY + " at pod-level");
        }
    }

    private static boolean isEmpty(@Nullable ResourceRequirements resources) {
        return resources == null
                || (resources.requests().isEmpty() && resources.limits().isEmpty());
    }

    private static boolean sameOrder(
            List<Container> now, List<Container> old, String field, FieldErrors errors) {
        var path = SPEC.child(field);
        if (now.size() != old.size()) {
            errors.forbidden(path, field + " may not be added or removed on resize");
            return false;
        }
        boolean same = true;
        for (int i = 0; i < old.size(); i++) {
            if (!now.get(i).name().equals(old.get(i).name())) {
                errors.forbidden(
                        path.index(i).child("name"),
                        field + " may not be renamed or reordered on resize");
                same = false;
            }
        }
        return same;
    }

    private static void containers(List<Container> now, List<Container> old, FieldErrors errors) {
        for (int i = 0; i < old.size(); i++) {
            kept(now.get(i), old.get(i), SPEC.child("containers").index(i), errors);
            if (!masked(now.get(i), old.get(i)).equals(old.get(i))) {
                errors.forbidden(SPEC, ONLY);
            }
        }
    }

    private static void initContainers(
            List<Container> now, List<Container> old, FieldErrors errors) {
        for (int i = 0; i < old.size(); i++) {
            var after = now.get(i);
            var before = old.get(i);
            var path = SPEC.child("initContainers").index(i);
            kept(after, before, path, errors);
            if (!masked(after, before).equals(before)) {
                errors.forbidden(
                        path,
                        "only cpu and memory resources for init or sidecar containers are mutable");
            }
            if (!after.equals(before) && !PodResources.isSidecar(after)) {
                after.resizePolicy().stream()
                        .filter(policy -> policy.restartPolicy().equals("RestartContainer"))
                        .forEach(_ ->
                                errors.forbidden(
                                        path,
                                        "non-sidecar init containers with a resize policy of"
                                                + " RestartContainer cannot be resized"));
            }
        }
    }

    private static void kept(Container now, Container old, FieldPath at, FieldErrors errors) {
        var path = at.child("resources");
        if (!now.resources().requests().keySet().containsAll(old.resources().requests().keySet())) {
            errors.forbidden(path.child("requests"), "resource requests cannot be removed");
        }
        if (!now.resources().limits().keySet().containsAll(old.resources().limits().keySet())) {
            errors.forbidden(path.child("limits"), "resource limits cannot be removed");
        }
    }

    /// With the old amounts of what may change.
    private static Container masked(Container now, Container old) {
        return now.withResources(masked(now.resources(), old.resources()).withClaims(List.of()));
    }

    private static ResourceRequirements masked(ResourceRequirements now, ResourceRequirements old) {
        return now.withRequests(masked(now.requests(), old.requests()))
                .withLimits(masked(now.limits(), old.limits()));
    }

    private static Map<String, Quantity> masked(
            Map<String, Quantity> now, Map<String, Quantity> old) {
        var amounts = new HashMap<>(now);
        for (var name : List.of("cpu", "memory")) {
            var amount = old.get(name);
            if (amount == null) {
                amounts.remove(name);
            } else {
                amounts.put(name, amount);
            }
        }
        return amounts;
    }
}
