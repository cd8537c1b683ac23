package dev.jong.apiserver.admission.quota;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.rules.QuotaResources;
import dev.jong.api.rules.QuotaScopes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What one quota says about a request.
///
/// Source: `k8s.io/apiserver/pkg/admission/plugin/resourcequota`.
sealed interface Verdict {
    /// The quota is not about this object, or the object takes no more than before.
    record Unconcerned() implements Verdict {}

    /// The object fits.
    ///
    /// @param added what the quota is to be charged with
    record Fits(Map<String, Quantity> added) implements Verdict {
        public Fits {
            added = Map.copyOf(added);
        }

        ResourceQuota charged(ResourceQuota quota) {
            var used = new HashMap<>(quota.status().used());
            added.forEach((name, amount) -> used.merge(name, amount, Quantity::add));
            return quota.withStatus(quota.status().withUsed(used));
        }

        ResourceQuota givenBack(ResourceQuota quota) {
            var used = new HashMap<>(quota.status().used());
            added.forEach((name, amount) ->
                    used.computeIfPresent(
                            name,
                            (_, sum) ->
                                    sum.compareTo(amount) > 0
                                            ? sum.subtract(amount)
                                            : Quantity.ZERO.withFormat(sum.format())));
            return quota.withStatus(quota.status().withUsed(used));
        }
    }

    /// The object may not be stored.
    record Refused(String why) implements Verdict {}

    static Verdict of(ResourceQuota quota, Demand demand) {
        var hard = quota.status().hard();
        var names = QuotaResources.of(demand.object().kind(), hard.keySet());
        if (names.isEmpty() || !QuotaScopes.matches(quota.spec(), demand.object())) {
            return new Unconcerned();
        }
        var missing = Constraints.missing(demand.object(), names);
        if (!missing.isEmpty()) {
            return new Refused("failed quota: " + quota.name() + ": " + missing);
        }
        if (!quota.status().used().keySet().containsAll(names)) {
            return new Refused(
                    "status unknown for quota: "
                            + quota.name()
                            + ", resources: "
                            + String.join(",", names));
        }
        var negative = negative(demand.usage());
        if (!negative.isEmpty()) {
            return new Refused(
                    "quota usage is negative for resource(s): " + String.join(",", negative));
        }
        var added = only(demand.against(quota), names);
        added.values().removeIf(Quantity::isZero);
        if (added.isEmpty()) {
            return new Unconcerned();
        }
        return demand.bounded() ? within(quota, added) : new Fits(added);
    }

    private static Verdict within(ResourceQuota quota, Map<String, Quantity> added) {
        var used = quota.status().used();
        var hard = quota.status().hard();
        var fits = new Fits(added);
        var after = fits.charged(quota).status().used();
        var exceeded =
                added.keySet().stream()
                        .filter(name -> amount(after, name).compareTo(amount(hard, name)) > 0)
                        .toList();
        if (exceeded.isEmpty()) {
            return fits;
        }
        return new Refused(
                "exceeded quota: "
                        + quota.name()
                        + ", requested: "
                        + text(only(added, exceeded))
                        + ", used: "
                        + text(only(used, exceeded))
                        + ", limited: "
                        + text(only(hard, exceeded)));
    }

    private static Quantity amount(Map<String, Quantity> amounts, String name) {
        return Objects.requireNonNullElse(amounts.get(name), Quantity.ZERO);
    }

    private static List<String> negative(Map<String, Quantity> usage) {
        return usage.entrySet().stream()
                .filter(entry -> entry.getValue().signum() < 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static Map<String, Quantity> only(
            Map<String, Quantity> amounts, Collection<String> names) {
        var kept = new TreeMap<>(amounts);
        kept.keySet().retainAll(names);
        return kept;
    }

    private static String text(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
