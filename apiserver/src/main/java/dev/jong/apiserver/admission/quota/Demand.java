package dev.jong.apiserver.admission.quota;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.rules.QuotaScopes;
import dev.jong.api.rules.QuotaUsage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request wants of the namespace's quotas.
///
/// @param old null on create
/// @param usage of the object as it is to be stored
/// @param more what it uses in addition to the stored one; amounts above zero only
/// @param bounded whether it may be refused: what a controller writes into a status is only counted
record Demand(
        KubernetesObject object,
        @Nullable KubernetesObject old,
        Map<String, Quantity> usage,
        Map<String, Quantity> more,
        boolean bounded) {
    Demand {
        usage = Map.copyOf(usage);
        more = Map.copyOf(more);
    }

    static Demand of(
            KubernetesObject object, @Nullable KubernetesObject old, boolean bounded, Instant now) {
        var usage = QuotaUsage.of(object, now);
        var before = old == null ? Map.<String, Quantity>of() : QuotaUsage.of(old, now);
        return new Demand(object, old, usage, more(usage, before), bounded);
    }

    private static Map<String, Quantity> more(
            Map<String, Quantity> usage, Map<String, Quantity> before) {
        var more = new HashMap<String, Quantity>();
        usage.forEach((name, amount) -> {
            var known = before.get(name);
            var added = known == null ? amount : amount.subtract(known);
            if (added.signum() > 0) {
                more.put(name, added);
            }
        });
        return more;
    }

    /// What a quota is to be charged with: all of it when the stored object was out of its scope.
    Map<String, Quantity> against(ResourceQuota quota) {
        if (old != null && !QuotaScopes.matches(quota.spec(), old)) {
            return usage;
        }
        return more;
    }
}
