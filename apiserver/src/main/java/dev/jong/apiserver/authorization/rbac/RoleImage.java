package dev.jong.apiserver.authorization.rbac;

import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All roles and bindings at one time, found by whom they are for. Immutable.
final class RoleImage {
    static final RoleImage EMPTY = new RoleImage(Map.of(), Map.of(), List.of(), List.of());

    private final Map<String, Role> roles;
    private final Map<String, ClusterRole> clusterRoles;
    private final Map<String, List<Grant>> clusterGrants = new HashMap<>();
    private final Map<String, Map<String, List<Grant>>> grants = new HashMap<>();

    /// One subject of one binding.
    ///
    /// @param binding as a reason names it: `ClusterRoleBinding "x"`
    /// @param namespace of the binding, "" for a cluster's
    record Grant(String binding, String namespace, RoleRef role, Subject subject) {
        String reason() {
            return "RBAC: allowed by "
                    + binding
                    + " of "
                    + role.kind()
                    + " \""
                    + role.name()
                    + "\" to "
                    + to(subject);
        }

        private static String to(Subject subject) {
            return subject.kind().equals("ServiceAccount")
                    ? "ServiceAccount \"" + subject.name() + "/" + subject.namespace() + "\""
                    : subject.kind() + " \"" + subject.name() + "\"";
        }
    }

    /// @param roles by `namespace/name`
    RoleImage(
            Map<String, Role> roles,
            Map<String, ClusterRole> clusterRoles,
            List<RoleBinding> bindings,
            List<ClusterRoleBinding> clusterBindings) {
        this.roles = Map.copyOf(roles);
        this.clusterRoles = Map.copyOf(clusterRoles);
        for (var binding : clusterBindings) {
            var label = "ClusterRoleBinding \"" + binding.metadata().name() + "\"";
            for (var subject : binding.subjects()) {
                clusterGrants
                        .computeIfAbsent(key(subject, ""), _ -> new ArrayList<>(1))
                        .add(new Grant(label, "", binding.roleRef(), subject));
            }
        }
        for (var binding : bindings) {
            var namespace = String.valueOf(binding.metadata().namespace());
            var label = "RoleBinding \"" + binding.metadata().name() + "/" + namespace + "\"";
            var here = grants.computeIfAbsent(namespace, _ -> new HashMap<>());
            for (var subject : binding.subjects()) {
                here.computeIfAbsent(key(subject, namespace), _ -> new ArrayList<>(1))
                        .add(new Grant(label, namespace, binding.roleRef(), subject));
            }
        }
    }

    static String userKey(String name) {
        return "u:" + name;
    }

    static String groupKey(String name) {
        return "g:" + name;
    }

    private static String key(Subject subject, String namespace) {
        return switch (subject.kind()) {
            case "User" -> userKey(subject.name());
            case "Group" -> groupKey(subject.name());
            case "ServiceAccount" -> {
                var own = subject.namespace();
                yield userKey(
                        "system:serviceaccount:"
                                + (own == null ? namespace : own)
                                + ":"
                                + subject.name());
            }
            default -> "?:" + subject.name();
        };
    }

    List<Grant> clusterGrants(String key) {
        return clusterGrants.getOrDefault(key, List.of());
    }

    List<Grant> grants(String namespace, String key) {
        return grants.getOrDefault(namespace, Map.of()).getOrDefault(key, List.of());
    }

    Optional<Role> role(String namespace, String name) {
        return Optional.ofNullable(roles.get(namespace + "/" + name));
    }

    Optional<ClusterRole> clusterRole(String name) {
        return Optional.ofNullable(clusterRoles.get(name));
    }
}
