package dev.jong.apiserver.authorization.bootstrap;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.Subject;
import dev.jong.apiserver.authorization.rbac.Rules;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/// Sees to it that the bootstrap policy's objects exist and hold at least what they should. What
/// people added stays; objects whose annotation `rbac.authorization.kubernetes.io/autoupdate` is
/// `false` are left alone.
public final class BootstrapObjects {
    private static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";
    private static final WriteOptions OPTIONS = WriteOptions.OWN;

    private final Registry registry;

    public BootstrapObjects(Registry registry) {
        this.registry = registry;
    }

    /// The namespaces kube-system and kube-public must exist.
    public void reconcile(BootstrapPolicy policy) {
        RequestContext.of(User.SERVER)
                .run(() -> {
                    policy.clusterRoles()
                            .forEach(role ->
                                    ensure(
                                            registry.of(ClusterRole.KIND),
                                            role,
                                            BootstrapObjects::merge));
                    policy.clusterRoleBindings()
                            .forEach(binding ->
                                    ensure(
                                            registry.of(ClusterRoleBinding.KIND),
                                            binding,
                                            BootstrapObjects::merge));
                    policy.roles()
                            .forEach(role ->
                                    ensure(registry.of(Role.KIND), role, BootstrapObjects::merge));
                    policy.roleBindings()
                            .forEach(binding ->
                                    ensure(
                                            registry.of(RoleBinding.KIND),
                                            binding,
                                            BootstrapObjects::merge));
                });
    }

    private static <T extends KubernetesObject> void ensure(
            Verbs<T> verbs, T wanted, BinaryOperator<T> merge) {
        var namespace = wanted.metadata().namespace() == null ? "" : wanted.metadata().namespace();
        var name = String.valueOf(wanted.metadata().name());
        try {
            var stored = verbs.get(namespace, name).object();
            var merged = merge.apply(stored, wanted);
            var kept = "false".equals(stored.metadata().annotations().get(AUTOUPDATE));
            if (!kept && !merged.equals(stored)) {
                var _ = verbs.change(namespace, name, "", now -> merge.apply(now, wanted), OPTIONS);
            }
        } catch (ApiException.NotFound _) {
            try {
                var _ = verbs.create(namespace, wanted, OPTIONS);
            } catch (ApiException.AlreadyExists _) {
                // another server was faster
            }
        }
    }

    private static ClusterRole merge(ClusterRole stored, ClusterRole wanted) {
        var metadata = merge(stored.metadata(), wanted.metadata());
        if (wanted.aggregationRule() != null) {
            return stored.withMetadata(metadata)
                    .withAggregationRule(wanted.aggregationRule())
                    .withRules(merge(stored.rules(), wanted.rules()));
        }
        return stored.withMetadata(metadata).withRules(merge(stored.rules(), wanted.rules()));
    }

    private static Role merge(Role stored, Role wanted) {
        return stored.withMetadata(merge(stored.metadata(), wanted.metadata()))
                .withRules(merge(stored.rules(), wanted.rules()));
    }

    private static ClusterRoleBinding merge(ClusterRoleBinding stored, ClusterRoleBinding wanted) {
        return stored.withMetadata(merge(stored.metadata(), wanted.metadata()))
                .withSubjects(mergeSubjects(stored.subjects(), wanted.subjects()));
    }

    private static RoleBinding merge(RoleBinding stored, RoleBinding wanted) {
        return stored.withMetadata(merge(stored.metadata(), wanted.metadata()))
                .withSubjects(mergeSubjects(stored.subjects(), wanted.subjects()));
    }

    private static List<PolicyRule> merge(List<PolicyRule> stored, List<PolicyRule> wanted) {
        var all = new ArrayList<>(stored);
        all.addAll(Rules.missing(stored, wanted));
        return all;
    }

    private static List<Subject> mergeSubjects(List<Subject> stored, List<Subject> wanted) {
        var all = new ArrayList<>(stored);
        wanted.stream().filter(subject -> !stored.contains(subject)).forEach(all::add);
        return all;
    }

    private static ObjectMeta merge(ObjectMeta stored, ObjectMeta wanted) {
        return stored.withLabels(merge(stored.labels(), wanted.labels()))
                .withAnnotations(merge(stored.annotations(), wanted.annotations()));
    }

    private static Map<String, String> merge(
            Map<String, String> stored, Map<String, String> wanted) {
        var all = new HashMap<>(wanted);
        all.putAll(stored);
        return all;
    }
}
