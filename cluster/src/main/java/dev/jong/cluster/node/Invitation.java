package dev.jong.cluster.node;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rbac.v1.ClusterRole;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import dev.jong.client.Client;
import dev.jong.client.ResourceClient;
import java.util.List;

/// What a cluster has in its API so that machines can join: who it is, and what newcomers and nodes
/// may do beyond the roles that every cluster has.
public final class Invitation {
    /// Who shows the token.
    public static final String NEWCOMER = "system:bootstrap:jong";

    /// What newcomers belong to.
    public static final List<String> NEWCOMER_GROUPS = List.of("system:bootstrappers");

    private static final String DNS = "system:kube-dns";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String SIGNING = "system:certificates.k8s.io:certificatesigningrequests:";

    private final Client client;

    private Invitation(Client client) {
        this.client = client;
    }

    /// Makes what is missing.
    ///
    /// @param server URL of the API server, as the kubeconfig has it
    public static void create(Client client, String server, String authorityPem) {
        var invitation = new Invitation(client);
        invitation.tellWhoWeAre(server, authorityPem);
        invitation.admitNewcomers();
        invitation.letNodesServe();
    }

    private void tellWhoWeAre(String server, String authorityPem) {
        var info = ClusterInfo.of(server, authorityPem);
        var maps = client.resources(ConfigMap.KIND).inNamespace(ClusterInfo.NAMESPACE);
        var present = maps.find(ClusterInfo.NAME);
        if (present.isPresent()) {
            if (!present.get().data().equals(info.data())) {
                maps.update(present.get().withData(info.data()));
            }
            return;
        }
        maps.create(info);
        var rule =
                PolicyRule.builder()
                        .apiGroups(List.of(""))
                        .resources(List.of("configmaps"))
                        .resourceNames(List.of(ClusterInfo.NAME))
                        .verbs(List.of("get"))
                        .build();
        var metadata =
                ObjectMeta.builder()
                        .name("jong:cluster-info")
                        .namespace(ClusterInfo.NAMESPACE)
                        .build();
        createIfMissing(
                client.resources(Role.KIND).inNamespace(ClusterInfo.NAMESPACE),
                Role.builder().metadata(metadata).rules(List.of(rule)).build());
        createIfMissing(
                client.resources(RoleBinding.KIND).inNamespace(ClusterInfo.NAMESPACE),
                RoleBinding.builder()
                        .metadata(metadata)
                        .roleRef(new RoleRef(RBAC, "Role", "jong:cluster-info"))
                        .subjects(List.of(subject("User", "system:anonymous")))
                        .build());
    }

    private void admitNewcomers() {
        bind("jong:node-bootstrapper", "system:node-bootstrapper", "system:bootstrappers");
        bind("jong:node-autoapprove-bootstrap", SIGNING + "nodeclient", "system:bootstrappers");
        bind("jong:node-autoapprove-rotation", SIGNING + "selfnodeclient", "system:nodes");
    }

    /// Nodes run proxy, DNS and routes to each other under their own name; the first node runs DNS
    /// under one that no role of upstream's is bound to.
    private void letNodesServe() {
        var names =
                PolicyRule.builder()
                        .apiGroups(List.of(""))
                        .resources(List.of("services", "namespaces", "nodes"))
                        .verbs(List.of("get", "list", "watch"))
                        .build();
        var slices =
                PolicyRule.builder()
                        .apiGroups(List.of("discovery.k8s.io"))
                        .resources(List.of("endpointslices"))
                        .verbs(List.of("get", "list", "watch"))
                        .build();
        createIfMissing(
                client.resources(ClusterRole.KIND),
                ClusterRole.builder()
                        .metadata(ObjectMeta.builder().name("jong:node-network").build())
                        .rules(List.of(names, slices))
                        .build());
        bind("jong:node-network", "jong:node-network", "system:nodes");
        bind("jong:cluster-dns", "jong:node-network", subject("User", DNS));
    }

    private void bind(String name, String role, String group) {
        bind(name, role, subject("Group", group));
    }

    private void bind(String name, String role, Subject subject) {
        createIfMissing(
                client.resources(ClusterRoleBinding.KIND),
                ClusterRoleBinding.builder()
                        .metadata(ObjectMeta.builder().name(name).build())
                        .roleRef(new RoleRef(RBAC, "ClusterRole", role))
                        .subjects(List.of(subject))
                        .build());
    }

    private static Subject subject(String kind, String name) {
        return Subject.builder().apiGroup(RBAC).kind(kind).name(name).build();
    }

    private static <T extends KubernetesObject> void createIfMissing(
            ResourceClient<T> resources, T object) {
        try {
            resources.create(object);
        } catch (ApiException.AlreadyExists _) {
            // An earlier start made it; what an administrator changed about it stays.
        }
    }
}
