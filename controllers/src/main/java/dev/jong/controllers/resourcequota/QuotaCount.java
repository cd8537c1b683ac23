package dev.jong.controllers.resourcequota;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.ResourceQuotaStatus;
import dev.jong.api.rules.QuotaScopes;
import dev.jong.api.rules.QuotaUsage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What a quota's objects use together.
final class QuotaCount {
    private QuotaCount() {}

    static ResourceQuotaStatus status(
            ResourceQuota quota, Iterable<? extends KubernetesObject> objects, Instant now) {
        Map<String, Quantity> used = new HashMap<>();
        quota.spec().hard().keySet().forEach(name -> used.put(name, zero(quota, name)));
        for (var object : objects) {
            if (QuotaScopes.matches(quota.spec(), object)) {
                QuotaUsage.of(object, now)
                        .forEach((name, amount) ->
                                used.computeIfPresent(name, (_, sum) -> sum.add(amount)));
            }
        }
        return ResourceQuotaStatus.builder().hard(quota.spec().hard()).used(used).build();
    }

    /// Nothing, in the form in which the limit is written.
    private static Quantity zero(ResourceQuota quota, String name) {
        var limit = Objects.requireNonNullElse(quota.spec().hard().get(name), Quantity.ZERO);
        return Quantity.ZERO.withFormat(limit.format());
    }
}
