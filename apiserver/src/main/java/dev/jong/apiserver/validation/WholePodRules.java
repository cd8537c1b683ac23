package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.rules.PodResources;
import java.util.Set;

/// Resources given for a Pod as a whole (KEP-2837): not less than what its containers ask for.
final class WholePodRules {
    private WholePodRules() {}

    static void check(PodSpec spec, Set<String> claims, FieldPath path, FieldErrors errors) {
        var whole = spec.resources();
        if (whole == null) {
            return;
        }
        if (spec.os() != null && spec.os().name().equals("windows")) {
            errors.forbidden(path, "may not be set for a windows pod");
            return;
        }
        if (!whole.claims().isEmpty()) {
            errors.forbidden(
                    path.child("claims"), "claims may not be set for Resources at pod-level");
        }
        ResourceRules.wholePod(whole, path, errors);
        PodClaimRules.used(whole.claims(), claims, path.child("claims"), errors);
        var alone = Pod.EMPTY.withSpec(spec);
        PodResources.containerRequests(alone)
                .forEach((name, sum) -> {
                    var given = whole.requests().get(name);
                    if (given != null && sum.compareTo(given) > 0) {
                        errors.invalid(
                                path.child("requests").key(name),
                                given.toString(),
                                "must be greater than or equal to aggregate container requests of "
                                        + sum);
                    }
                });
        PodResources.containerLimits(alone)
                .forEach((name, sum) -> {
                    var given = whole.limits().get(name);
                    if (name.startsWith("hugepages-")
                            && given != null
                            && sum.compareTo(given) > 0) {
                        errors.invalid(
                                path.child("limits").key(name),
                                given.toString(),
                                "must be greater than or equal to aggregate container limits of "
                                        + sum);
                    }
                });
        for (int i = 0; i < spec.containers().size(); i++) {
            var at = path.child("containers").index(i);
            spec.containers()
                    .get(i)
                    .resources()
                    .limits()
                    .forEach((name, limit) -> {
                        var given = whole.limits().get(name);
                        if (given != null && limit.compareTo(given) > 0) {
                            errors.invalid(
                                    at.key(name).child("limits"),
                                    limit.toString(),
                                    "must be less than or equal to pod limits of " + given);
                        }
                    });
        }
    }
}
