package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.ResourceQuotaSpec;
import dev.jong.api.core.v1.ScopeSelector;
import dev.jong.api.core.v1.ScopedResourceSelectorRequirement;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// ResourceQuotas.
public final class QuotaRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final String BEST_EFFORT = "BestEffort";
    private static final String CLASS_OF_ATTRIBUTES = "VolumeAttributesClass";
    private static final List<Set<String>> CONTRARY =
            List.of(Set.of(BEST_EFFORT, "NotBestEffort"), Set.of("Terminating", "NotTerminating"));
    private static final Set<String> EXISTING =
            Set.of(
                    BEST_EFFORT,
                    "NotBestEffort",
                    "Terminating",
                    "NotTerminating",
                    "CrossNamespacePodAffinity");
    private static final Set<String> POD_AMOUNTS =
            Set.of(
                    "pods",
                    "cpu",
                    "memory",
                    "limits.cpu",
                    "limits.memory",
                    "requests.cpu",
                    "requests.memory");
    private static final Set<String> CLAIM_AMOUNTS =
            Set.of("persistentvolumeclaims", "requests.storage");

    private QuotaRules() {}

    static List<FieldError> check(ResourceQuota quota) {
        var errors = new FieldErrors();
        var spec = quota.spec();
        amounts(spec.hard(), SPEC.child("hard"), errors);
        scopes(spec, errors);
        var selector = spec.scopeSelector();
        if (selector != null) {
            selector(selector, spec, errors);
        }
        return errors.list();
    }

    static List<FieldError> update(ResourceQuota now, ResourceQuota old) {
        var scopes = now.spec().scopes();
        return new HashSet<>(scopes).equals(new HashSet<>(old.spec().scopes()))
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                SPEC.child("scopes"), shown(scopes), "field is immutable"));
    }

    /// What is wrong with a new status.
    public static List<FieldError> status(ResourceQuota quota) {
        var errors = new FieldErrors();
        amounts(quota.status().hard(), STATUS.child("hard"), errors);
        amounts(quota.status().used(), STATUS.child("used"), errors);
        return errors.list();
    }

    private static void amounts(Map<String, Quantity> amounts, FieldPath path, FieldErrors errors) {
        amounts.forEach((name, amount) -> {
            var at = path.key(name);
            ResourceRules.resource(name, at, errors);
            if (!ResourceRules.mayBeQuota(name)) {
                errors.invalid(at, name, "must be a standard resource for quota");
            }
            ResourceRules.quantity(name, amount, at, errors);
        });
    }

    private static Object shown(List<String> scopes) {
        return scopes.isEmpty() ? new FieldError.Written("null") : scopes;
    }

    private static void scopes(ResourceQuotaSpec spec, FieldErrors errors) {
        var path = SPEC.child("scopes");
        var scopes = spec.scopes();
        for (var scope : scopes) {
            if (!known(scope)) {
                errors.invalid(path, scopes, "unsupported scope");
            }
            if (!fits(scope, spec)) {
                errors.invalid(path, scopes, "unsupported scope applied to resource");
            }
        }
        if (contrary(scopes)) {
            errors.invalid(path, scopes, "conflicting scopes");
        }
    }

    private static boolean known(String scope) {
        return EXISTING.contains(scope)
                || scope.equals("PriorityClass")
                || scope.equals(CLASS_OF_ATTRIBUTES);
    }

    private static boolean contrary(Collection<String> scopes) {
        return CONTRARY.stream().anyMatch(scopes::containsAll);
    }

    /// Whether the scope has to do with all that is limited.
    private static boolean fits(String scope, ResourceQuotaSpec spec) {
        var allowed =
                switch (scope) {
                    case BEST_EFFORT -> Set.of("pods");
                    case CLASS_OF_ATTRIBUTES -> CLAIM_AMOUNTS;
                    default -> known(scope) ? POD_AMOUNTS : spec.hard().keySet();
                };
        return spec.hard().keySet().stream()
                .filter(name -> name.indexOf('/') < 0 && ResourceRules.mayBeQuota(name))
                .allMatch(allowed::contains);
    }

    private static void selector(
            ScopeSelector selector, ResourceQuotaSpec spec, FieldErrors errors) {
        // Of lists inside the selector upstream tells no index, nor the selector's own name.
        var path = SPEC.child("scopeSelector", "matchExpressions");
        var scopes = new TreeSet<String>();
        for (var each : selector.matchExpressions()) {
            scopes.add(each.scopeName());
            if (!known(each.scopeName())) {
                errors.invalid(path.child("scopeName"), each.scopeName(), "unsupported scope");
            }
            if (!fits(each.scopeName(), spec)) {
                errors.invalid(
                        path,
                        new FieldError.Written(Json.text(Json.tree(selector, ScopeSelector.CODEC))),
                        "unsupported scope applied to resource");
            }
            requirement(each, path, errors);
        }
        if (contrary(scopes)) {
            errors.invalid(path, shown(spec.scopes()), "conflicting scopes");
        }
    }

    private static void requirement(
            ScopedResourceSelectorRequirement requirement, FieldPath path, FieldErrors errors) {
        var operator = requirement.operator();
        if (EXISTING.contains(requirement.scopeName()) && !operator.equals("Exists")) {
            errors.invalid(
                    path.child("operator"),
                    operator,
                    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                            + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                            + " ResourceQuotaScopeNotBestEffort or"
                            + " ResourceQuotaScopeCrossNamespacePodAffinity");
        }
        switch (operator) {
            case "In", "NotIn" -> {
                if (requirement.values().isEmpty()) {
                    errors.required(
                            path.child("values"),
                            "must be at least one value when `operator` is 'In' or 'NotIn' for"
                                    + " scope selector");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!requirement.values().isEmpty()) {
                    errors.invalid(
                            path.child("values"),
                            requirement.values(),
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for"
                                    + " scope selector");
                }
            }
            default ->
                    errors.invalid(
                            path.child("operator"), operator, "not a valid selector operator");
        }
    }
}
