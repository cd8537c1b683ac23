package dev.jong.cluster.datastore;

import dev.jong.api.Bytes;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rbac.v1.PolicyRule;
import dev.jong.api.rbac.v1.Role;
import dev.jong.api.rbac.v1.RoleBinding;
import dev.jong.api.rbac.v1.RoleRef;
import dev.jong.api.rbac.v1.Subject;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.ClientTls;
import dev.jong.client.HttpTransport;
import dev.jong.client.ResourceClient;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.pki.ServerToken;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// The ConfigMap from which a further server takes what all servers have in common. It is sealed
/// with the server token, and only whoever logs in with that token may read it.
public final class ServerInvitation {
    /// Who shows the token's login.
    public static final String NEWCOMER = "system:bootstrap:jong-server";

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "jong-servers";
    private static final String KEY = "sealed";
    private static final String RBAC = "rbac.authorization.k8s.io";

    private ServerInvitation() {}

    /// Makes what is missing, and replaces what was sealed in another home before the cluster was
    /// restored here.
    public static void create(Client client, byte[] sealed) {
        var maps = client.resources(ConfigMap.KIND).inNamespace(NAMESPACE);
        var data = Map.of(KEY, Bytes.of(sealed));
        createIfMissing(maps, ConfigMap.builder().metadata(metadata()).binaryData(data).build());
        var there = maps.get(NAME);
        if (!there.binaryData().equals(data)) {
            maps.update(there.withBinaryData(data));
        }
        var rule =
                PolicyRule.builder()
                        .apiGroups(List.of(""))
                        .resources(List.of("configmaps"))
                        .resourceNames(List.of(NAME))
                        .verbs(List.of("get"))
                        .build();
        createIfMissing(
                client.resources(Role.KIND).inNamespace(NAMESPACE),
                Role.builder().metadata(metadata()).rules(List.of(rule)).build());
        createIfMissing(
                client.resources(RoleBinding.KIND).inNamespace(NAMESPACE),
                RoleBinding.builder()
                        .metadata(metadata())
                        .roleRef(new RoleRef(RBAC, "Role", NAME))
                        .subjects(
                                List.of(
                                        Subject.builder()
                                                .apiGroup(RBAC)
                                                .kind("User")
                                                .name(NEWCOMER)
                                                .build()))
                        .build());
    }

    private static ObjectMeta metadata() {
        return ObjectMeta.builder().name(NAME).namespace(NAMESPACE).build();
    }

    private static <T extends KubernetesObject> void createIfMissing(
            ResourceClient<T> resources, T object) {
        try {
            resources.create(object);
        } catch (ApiException.AlreadyExists _) {
            // An earlier start or another server made it.
        }
    }

    /// What a running server has sealed. Nobody vouches for that server: that the token opens the
    /// answer does.
    ///
    /// @throws ClusterException.Refused when it does not answer or does not know the token
    public static byte[] fetch(URI server, ServerToken token) {
        var settings =
                new HttpTransport.Settings(
                        server, ClientTls.insecure(null, List.of()), token::login, "jong/server");
        try (var client = new Client(new HttpTransport(settings))) {
            var map = client.resources(ConfigMap.KIND).inNamespace(NAMESPACE).get(NAME);
            var sealed = map.binaryData().get(KEY);
            if (sealed == null) {
                throw new ClusterException.Refused(server + " has no room for further servers");
            }
            return sealed.toArray();
        } catch (ApiException e) {
            throw new ClusterException.Refused(
                    server + " does not take the server token: " + e.getMessage(), e);
        } catch (ClientException e) {
            throw new ClusterException.Refused(
                    "no server answers at " + server + ": " + e.getMessage(), e);
        }
    }
}
