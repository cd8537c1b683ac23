package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.rules.Resources;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Amounts of resources that containers ask for.
final class ResourceRules {
    private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> COUNTED =
            Set.of(
                    "pods",
                    "resourcequotas",
                    "services",
                    "replicationcontrollers",
                    "secrets",
                    "configmaps",
                    "persistentvolumeclaims",
                    "services.nodeports",
                    "services.loadbalancers");
    private static final Set<String> STANDARD =
            Set.of(
                    "cpu",
                    "memory",
                    "ephemeral-storage",
                    "requests.cpu",
                    "requests.memory",
                    "requests.ephemeral-storage",
                    "limits.cpu",
                    "limits.memory",
                    "limits.ephemeral-storage",
                    "pods",
                    "resourcequotas",
                    "services",
                    "replicationcontrollers",
                    "secrets",
                    "configmaps",
                    "persistentvolumeclaims",
                    "storage",
                    "requests.storage",
                    "services.nodeports",
                    "services.loadbalancers");

    private static final String HUGE_PAGES = "hugepages-";

    private ResourceRules() {}

    /// What a runtime class or a Pod costs besides its containers: told as limits.
    static void overhead(Map<String, Quantity> amounts, FieldPath path, FieldErrors errors) {
        check(ResourceRequirements.EMPTY.withLimits(amounts), path, errors);
    }

    static void check(ResourceRequirements resources, FieldPath path, FieldErrors errors) {
        check(resources, ResourceRules::containerResource, path, errors);
    }

    /// Only what a Pod as a whole can be given.
    static void wholePod(ResourceRequirements resources, FieldPath path, FieldErrors errors) {
        check(resources, ResourceRules::wholePodResource, path, errors);
    }

    private static void wholePodResource(String name, FieldPath path, FieldErrors errors) {
        var found = new FieldErrors();
        resource(name, path, found);
        errors.addAll(found.list());
        if (found.isEmpty() && !Resources.isPodLevel(name)) {
            errors.notSupported(path, name, List.of("cpu", "hugepages-", "memory"));
        }
    }

    /// Checks the name of a resource.
    private interface NameRule {
        void check(String name, FieldPath path, FieldErrors errors);
    }

    private static void check(
            ResourceRequirements resources, NameRule rule, FieldPath path, FieldErrors errors) {
        var limits = path.child("limits");
        var requests = path.child("requests");
        resources
                .limits()
                .forEach((name, amount) -> amount(name, amount, rule, limits.key(name), errors));
        resources
                .requests()
                .forEach((name, amount) -> {
                    amount(name, amount, rule, requests.key(name), errors);
                    withinLimit(name, amount, resources, path, errors);
                });
        boolean huge = hasHuge(resources.limits()) || hasHuge(resources.requests());
        boolean plain = hasPlain(resources.limits()) || hasPlain(resources.requests());
        if (huge && !plain) {
            errors.forbidden(path, "HugePages require cpu or memory");
        }
    }

    private static void withinLimit(
            String name,
            Quantity amount,
            ResourceRequirements resources,
            FieldPath path,
            FieldErrors errors) {
        var limit = resources.limits().get(name);
        boolean overcommits = overcommits(name);
        if (limit == null) {
            if (!overcommits) {
                errors.required(
                        path.child("limits"), "Limit must be set for non overcommitable resources");
            }
        } else if (!overcommits && amount.compareTo(limit) != 0) {
            errors.invalid(
                    path.child("requests"),
                    amount.toString(),
                    "must be equal to " + name + " limit of " + limit);
        } else if (amount.compareTo(limit) > 0) {
            errors.invalid(
                    path.child("requests"),
                    amount.toString(),
                    "must be less than or equal to " + name + " limit of " + limit);
        }
    }

    private static void amount(
            String name, Quantity amount, NameRule rule, FieldPath path, FieldErrors errors) {
        rule.check(name, path, errors);
        quantity(name, amount, path, errors);
        if (name.startsWith(HUGE_PAGES) && !isWholePages(name, amount)) {
            errors.invalid(
                    path,
                    amount.toString(),
                    amount + " is not positive integer multiple of " + name);
        }
    }

    private static boolean isWholePages(String name, Quantity amount) {
        try {
            var page = Quantity.parse(name.substring(HUGE_PAGES.length()));
            return page.signum() > 0
                    && page.milliValue() % 1000 == 0
                    && amount.value() % page.value() == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The name of anything that there are amounts of.
    static void resource(String name, FieldPath path, FieldErrors errors) {
        var wrong = Labels.key(name);
        errors.invalidEach(path, name, wrong);
        if (wrong.isEmpty()
                && name.indexOf('/') < 0
                && !STANDARD.contains(name)
                && !name.startsWith("hugepages-")
                && !name.startsWith("requests.hugepages-")) {
            errors.invalid(path, name, "must be a standard resource type or fully qualified");
        }
    }

    /// The name of what a container may ask for.
    static void containerResource(String name, FieldPath path, FieldErrors errors) {
        resource(name, path, errors);
        if (name.indexOf('/') < 0) {
            if (!CONTAINER.contains(name) && !name.startsWith("hugepages-")) {
                errors.invalid(path, name, "must be a standard resource for containers");
            }
        } else if (!name.contains("kubernetes.io/") && !isExtended(name)) {
            errors.invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /// Neither negative nor, for things that are counted, a fraction.
    static void quantity(String name, Quantity amount, FieldPath path, FieldErrors errors) {
        if (amount.signum() < 0) {
            errors.invalid(path, amount.toString(), "must be greater than or equal to 0");
        }
        boolean counted = isExtended(name) || COUNTED.contains(name);
        if (counted && !amount.isWhole()) {
            errors.invalid(path, amount, "must be an integer");
        }
    }

    /// A name that a quota may count: standard, huge pages, `count/…`, or of a domain.
    static boolean mayBeQuota(String name) {
        return name.indexOf('/') >= 0
                || (STANDARD.contains(name) && !name.equals("storage"))
                || name.startsWith("hugepages-")
                || name.startsWith("requests.hugepages-");
    }

    /// Whether the name is of a domain that is not Kubernetes' own.
    static boolean isExtended(String name) {
        return name.indexOf('/') >= 0
                && !name.contains("kubernetes.io/")
                && !name.startsWith("requests.")
                && Labels.key("requests." + name).isEmpty();
    }

    static boolean overcommits(String name) {
        boolean extended = name.indexOf('/') >= 0 && !name.contains("kubernetes.io/");
        return !extended && !name.startsWith("hugepages-");
    }

    private static boolean hasHuge(Map<String, Quantity> amounts) {
        return amounts.keySet().stream().anyMatch(name -> name.startsWith("hugepages-"));
    }

    private static boolean hasPlain(Map<String, Quantity> amounts) {
        return amounts.containsKey("cpu") || amounts.containsKey("memory");
    }
}
