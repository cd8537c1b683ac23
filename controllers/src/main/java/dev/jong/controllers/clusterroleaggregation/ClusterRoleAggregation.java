package dev.jong.controllers.clusterroleaggregation;

import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/// Gives a ClusterRole with an aggregation rule the rules of all roles that the rule selects.
public final class ClusterRoleAggregation implements Reconciler<ClusterRole> {
    private static final int WORKERS = 5;

    private final Informer<ClusterRole> known;
    private final ResourceClient<ClusterRole> roles;

    private ClusterRoleAggregation(ControllerContext context) {
        this.known = context.informers().of(ClusterRole.KIND);
        this.roles = context.client().resources(ClusterRole.KIND);
    }

    public static Controller<ClusterRole> controller(ControllerContext context) {
        var reconciler = new ClusterRoleAggregation(context);
        return Controller.of("ClusterRoleAggregator", ClusterRole.KIND, reconciler)
                .watches(ClusterRole.KIND, _ -> reconciler.aggregating())
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> aggregating() {
        return known.list().stream()
                .filter(role -> role.aggregationRule() != null)
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(ClusterRole role) {
        var aggregation = role.aggregationRule();
        if (aggregation == null) {
            return Outcome.done();
        }
        var rules = new LinkedHashSet<PolicyRule>();
        for (var labels : aggregation.clusterRoleSelectors()) {
            var selector = Selectors.of(labels);
            known.list().stream()
                    .filter(each -> !each.name().equals(role.name()))
                    .filter(each -> selector.matches(each.metadata().labels()))
                    .sorted(Comparator.comparing(ClusterRole::name))
                    .forEach(each -> rules.addAll(each.rules()));
        }
        var wanted = List.copyOf(rules);
        if (!wanted.equals(role.rules())) {
            roles.update(role.withRules(wanted));
        }
        return Outcome.done();
    }
}
