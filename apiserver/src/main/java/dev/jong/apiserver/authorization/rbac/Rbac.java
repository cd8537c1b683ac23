package dev.jong.apiserver.authorization.rbac;

import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Decision;
import dev.jong.apiserver.registry.Followed;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// Allows what a role bound to the user allows.
public final class Rbac implements Authorizer, AutoCloseable {
    private final Followed<Role> roles;
    private final Followed<ClusterRole> clusterRoles;
    private final Followed<RoleBinding> bindings;
    private final Followed<ClusterRoleBinding> clusterBindings;
    private final CountDownLatch complete = new CountDownLatch(1);
    private volatile RoleImage image = RoleImage.EMPTY;

    /// What somebody may do in a namespace.
    ///
    /// @param problems roles that are bound but missing
    public record Granted(List<PolicyRule> rules, List<String> problems) {
        public Granted {
            rules = List.copyOf(rules);
            problems = List.copyOf(problems);
        }
    }

    public Rbac(Registry registry) {
        roles = new Followed<>(registry.of(Role.KIND), this::refresh);
        clusterRoles = new Followed<>(registry.of(ClusterRole.KIND), this::refresh);
        bindings = new Followed<>(registry.of(RoleBinding.KIND), this::refresh);
        clusterBindings = new Followed<>(registry.of(ClusterRoleBinding.KIND), this::refresh);
    }

    /// Begins to follow the registry.
    public Rbac start() {
        roles.start();
        clusterRoles.start();
        bindings.start();
        clusterBindings.start();
        return this;
    }

    private synchronized void refresh() {
        image =
                new RoleImage(
                        roles.objects(),
                        clusterRoles.objects(),
                        List.copyOf(bindings.objects().values()),
                        List.copyOf(clusterBindings.objects().values()));
        if (Stream.of(roles, clusterRoles, bindings, clusterBindings).allMatch(Followed::listed)) {
            complete.countDown();
        }
    }

    /// Waits until everything that is stored is known: whoever asks before is refused.
    public void awaitComplete(Duration patience) {
        try {
            var _ = complete.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Decision decide(Attributes attributes) {
        var seen = image;
        var problems = new ArrayList<String>(0);
        var found = new ArrayList<Decision>(1);
        visit(
                seen,
                attributes.user(),
                attributes.resourceRequest() ? attributes.namespace() : "",
                (grant, rule) -> {
                    if (!Rules.allow(rule, attributes)) {
                        return true;
                    }
                    found.add(new Decision.Allow(grant.reason()));
                    return false;
                },
                problems);
        if (!found.isEmpty()) {
            return found.getFirst();
        }
        return problems.isEmpty()
                ? NO_OPINION
                : new Decision.NoOpinion("RBAC: " + joined(problems));
    }

    private static String joined(List<String> problems) {
        return problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]";
    }

    /// What `user` may do in `namespace`, by bindings there and of the whole cluster.
    public Granted granted(User user, String namespace) {
        var rules = new ArrayList<PolicyRule>();
        var problems = new ArrayList<String>();
        visit(
                image,
                user,
                namespace,
                (_, rule) -> {
                    rules.add(rule);
                    return true;
                },
                problems);
        return new Granted(rules, problems);
    }

    /// The rules of a role; empty when there is no such role.
    ///
    /// @param namespace that a Role is in
    public Optional<List<PolicyRule>> rulesOf(String namespace, RoleRef role) {
        var problems = new ArrayList<String>();
        var rules = rules(image, namespace, role, problems);
        return problems.isEmpty() ? Optional.of(rules) : Optional.empty();
    }

    /// Shows each rule that is granted until `visitor` says no more.
    private static void visit(
            RoleImage seen,
            User user,
            String namespace,
            BiPredicate<RoleImage.Grant, PolicyRule> visitor,
            List<String> problems) {
        var keys = new ArrayList<String>(1 + user.groups().size());
        keys.add(RoleImage.userKey(user.name()));
        user.groups().forEach(group -> keys.add(RoleImage.groupKey(group)));
        for (var key : keys) {
            if (!show(seen, seen.clusterGrants(key), visitor, problems)) {
                return;
            }
        }
        if (!namespace.isEmpty()) {
            for (var key : keys) {
                if (!show(seen, seen.grants(namespace, key), visitor, problems)) {
                    return;
                }
            }
        }
    }

    private static boolean show(
            RoleImage seen,
            List<RoleImage.Grant> grants,
            BiPredicate<RoleImage.Grant, PolicyRule> visitor,
            List<String> problems) {
        for (var grant : grants) {
            for (var rule : rules(seen, grant.namespace(), grant.role(), problems)) {
                if (!visitor.test(grant, rule)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<PolicyRule> rules(
            RoleImage seen, String namespace, RoleRef role, List<String> problems) {
        var found =
                role.kind().equals("ClusterRole")
                        ? seen.clusterRole(role.name()).map(ClusterRole::rules)
                        : seen.role(namespace, role.name()).map(Role::rules);
        return found.orElseGet(() -> {
            var plural = role.kind().equals("ClusterRole") ? "clusterrole" : "role";
            problems.add(plural + ".rbac.authorization.k8s.io \"" + role.name() + "\" not found");
            return List.of();
        });
    }

    @Override
    public void close() {
        roles.close();
        clusterRoles.close();
        bindings.close();
        clusterBindings.close();
    }
}
