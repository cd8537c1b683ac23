package dev.jong.apiserver.authorization.bootstrap;

import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rbac.v1.AggregationRule;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The roles and bindings of upstream's bootstrap policy, read from our own tables beside this
/// class.
public record BootstrapPolicy(
        List<ClusterRole> clusterRoles,
        List<ClusterRoleBinding> clusterRoleBindings,
        List<Role> roles,
        List<RoleBinding> roleBindings) {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String AGGREGATE = GROUP + "/aggregate-to-";
    private static final String CONTROLLER = "system:controller:";

    public BootstrapPolicy {
        clusterRoles = List.copyOf(clusterRoles);
        clusterRoleBindings = List.copyOf(clusterRoleBindings);
        roles = List.copyOf(roles);
        roleBindings = List.copyOf(roleBindings);
    }

    public static BootstrapPolicy load() {
        var clusterRoles = new ArrayList<ClusterRole>();
        for (var file : List.of("cluster-roles.txt", "controller-roles.txt")) {
            PolicyTable.read(file).forEach(entry -> clusterRoles.add(clusterRole(entry)));
        }
        var bindings = new ArrayList<ClusterRoleBinding>();
        var local = new ArrayList<RoleBinding>();
        for (var role : clusterRoles) {
            var name = String.valueOf(role.metadata().name());
            if (name.startsWith(CONTROLLER)) {
                var account = account("kube-system", name.substring(CONTROLLER.length()));
                bindings.add(
                        new ClusterRoleBinding(
                                metadata(name, Map.of()),
                                List.of(account),
                                reference("ClusterRole", name)));
            }
        }
        for (var entry : PolicyTable.read("bindings.txt")) {
            var words = entry.words();
            var subjects = entry.lines().stream().map(BootstrapPolicy::subject).toList();
            if (words.getFirst().equals("cluster")) {
                bindings.add(
                        new ClusterRoleBinding(
                                metadata(words.get(1), Map.of()),
                                subjects,
                                reference("ClusterRole", words.get(3))));
            } else {
                local.add(
                        new RoleBinding(
                                metadata(words.get(2), Map.of()).withNamespace(words.get(1)),
                                subjects,
                                reference("Role", words.get(4))));
            }
        }
        var roles =
                PolicyTable.read("roles.txt").stream()
                        .map(entry ->
                                new Role(
                                        metadata(entry.words().get(1), Map.of())
                                                .withNamespace(entry.words().getFirst()),
                                        entry.rules()))
                        .toList();
        return new BootstrapPolicy(Aggregation.fill(clusterRoles), bindings, roles, local);
    }

    private static ClusterRole clusterRole(PolicyTable.Entry entry) {
        var words = entry.words();
        var labels = new HashMap<String, String>();
        AggregationRule sum = null;
        for (var i = 1; i + 1 < words.size(); i += 2) {
            if (words.get(i).equals("adds-to")) {
                labels.put(AGGREGATE + words.get(i + 1), "true");
            } else {
                sum =
                        new AggregationRule(
                                List.of(
                                        LabelSelector.EMPTY.withMatchLabels(
                                                Map.of(AGGREGATE + words.get(i + 1), "true"))));
            }
        }
        return new ClusterRole(metadata(words.getFirst(), labels), entry.rules(), sum);
    }

    private static ObjectMeta metadata(String name, Map<String, String> more) {
        var labels = new HashMap<>(more);
        labels.put("kubernetes.io/bootstrapping", "rbac-defaults");
        return ObjectMeta.EMPTY
                .withName(name)
                .withLabels(labels)
                .withAnnotations(Map.of("rbac.authorization.kubernetes.io/autoupdate", "true"));
    }

    private static RoleRef reference(String kind, String name) {
        return new RoleRef(GROUP, kind, name);
    }

    private static Subject subject(String line) {
        var space = line.indexOf(' ');
        var name = line.substring(space + 1);
        return switch (line.substring(0, space)) {
            case "USER" -> Subject.EMPTY.withKind("User").withApiGroup(GROUP).withName(name);
            case "GROUP" -> Subject.EMPTY.withKind("Group").withApiGroup(GROUP).withName(name);
            default -> {
                var slash = name.indexOf('/');
                yield account(name.substring(0, slash), name.substring(slash + 1));
            }
        };
    }

    private static Subject account(String namespace, String name) {
        return Subject.EMPTY.withKind("ServiceAccount").withName(name).withNamespace(namespace);
    }

    /// The rules of a ClusterRole, none if there is none of that name.
    public List<PolicyRule> rulesOf(String name) {
        return clusterRoles.stream()
                .filter(role -> name.equals(role.metadata().name()))
                .flatMap(role -> role.rules().stream())
                .toList();
    }
}
