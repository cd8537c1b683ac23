package dev.jong.apiserver.authorization.bootstrap;

import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.PolicyRule;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Fills roles that are the sum of others.
final class Aggregation {
    private Aggregation() {}

    /// All roles, those with an aggregation rule filled from the rest; as often as sums of sums
    /// need.
    static List<ClusterRole> fill(List<ClusterRole> roles) {
        var filled = roles.stream().map(role -> filled(role, roles)).toList();
        return filled.equals(roles) ? filled : fill(filled);
    }

    private static ClusterRole filled(ClusterRole role, List<ClusterRole> all) {
        var rule = role.aggregationRule();
        if (rule == null) {
            return role;
        }
        var rules = new LinkedHashSet<PolicyRule>();
        for (var selector : rule.clusterRoleSelectors()) {
            all.stream()
                    .filter(other ->
                            !String.valueOf(other.metadata().name()).equals(role.metadata().name()))
                    .filter(other -> matches(selector, other.metadata().labels()))
                    .sorted(Comparator.comparing(other -> String.valueOf(other.metadata().name())))
                    .forEach(other -> rules.addAll(other.rules()));
        }
        return role.withRules(List.copyOf(rules));
    }

    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.matchLabels().entrySet());
    }
}
