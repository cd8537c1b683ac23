package dev.jong.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.rbac.v1.ClusterRoleBinding;
import dev.jong.api.yaml.Yaml;
import dev.jong.client.Client;
import dev.jong.client.ListOptions;
import dev.jong.cluster.pki.Pki;
import dev.jong.cluster.pki.Subject;
import dev.jong.foundation.Lifecycle;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Whoever asks within the process needs the permissions that it would need over the wire.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Lifecycle parts = new Lifecycle();
    private ControlPlane plane;
    private Client administrator;
    private Client own;

    @BeforeAll
    void start() {
        var clock = InstantSource.system();
        var pki = Pki.create(List.of(), clock);
        var store = LogStore.inMemory(StoreOptions.DEFAULT);
        plane =
                parts.add(
                        "plane",
                        ControlPlane.start(ControlPlaneConfig.EMBEDDED, pki, store, clock));
        administrator = plane.client(Pki.ADMIN, pki.admin());
        parts.add("nodes", SimulatedNodes.start(2, administrator, plane::node, pki, clock));
        SimulatedNodes.names(2).forEach(name -> Readiness.awaitNode(administrator, name));
        own = plane.node("node-0");
        make(
                ConfigMap.CODEC,
                ConfigMap.KIND,
                "{metadata: {name: needed, namespace: default}, data: {a: b}}");
        make(ConfigMap.CODEC, ConfigMap.KIND, "{metadata: {name: other, namespace: default}}");
        make(Secret.CODEC, Secret.KIND, "{metadata: {name: needed, namespace: default}}");
        make(
                Deployment.CODEC,
                Deployment.KIND,
                """
                metadata: {name: web, namespace: default}
                spec:
                  replicas: 2
                  selector: {matchLabels: {a: b}}
                  template:
                    metadata: {labels: {a: b}}
                    spec:
                      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {a: b}}}]}}
                      containers:
                      - {name: c, image: i, envFrom: [{configMapRef: {name: needed}}, {secretRef: {name: needed}}]}
                """);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        administrator
                                        .resources(Deployment.KIND)
                                        .inNamespace("default")
                                        .get("web")
                                        .status()
                                        .readyReplicas()
                                == 2);
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    private <T extends dev.jong.api.KubernetesObject> void make(
            Codec<T> codec, dev.jong.api.Kind<T> kind, String yaml) {
        administrator
                .resources(kind)
                .inNamespace("default")
                .create(Json.read(Yaml.read(yaml), codec));
    }

    private Pod podOn(String node) {
        return administrator.resources(Pod.KIND).list(ListOptions.ALL).items().stream()
                .filter(pod -> node.equals(pod.spec().nodeName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNodeSeesItsOwnPodsAlone() {
        var pods = own.resources(Pod.KIND).inNamespace("default");
        assertThat(pods.list(ListOptions.fields("spec.nodeName=node-0")).items()).isNotEmpty();
        refused(
                () -> pods.list(ListOptions.ALL),
                "can only list/watch pods with spec.nodeName field selector");
        refused(
                () -> pods.list(ListOptions.fields("spec.nodeName=node-1")),
                "can only list/watch pods with spec.nodeName field selector");
        assertThat(pods.find(podOn("node-0").name())).isPresent();
        refused(
                () -> pods.get(podOn("node-1").name()),
                "no relationship found between node 'node-0' and this object");
    }

    @Test
    void aNodeSeesItsOwnNodeAlone() {
        var nodes = own.resources(Node.KIND);
        assertThat(nodes.find("node-0")).isPresent();
        refused(
                () -> nodes.get("node-1"),
                "node 'node-0' cannot read 'node-1', only its own Node object");
        refused(
                () -> nodes.list(ListOptions.ALL),
                "node 'node-0' cannot read all nodes, only its own Node object");
    }

    @Test
    void aNodeReadsWhatItsPodsNeed() {
        var maps = own.resources(ConfigMap.KIND).inNamespace("default");
        assertThat(maps.get("needed").data()).containsEntry("a", "b");
        refused(() -> maps.get("other"), "no relationship found");
        refused(() -> maps.list(ListOptions.ALL), "No Object name found");
        var secrets = own.resources(Secret.KIND).inNamespace("default");
        assertThat(secrets.find("needed")).isPresent();
        refused(() -> secrets.delete("needed"), "can only read resources of this type");
    }

    @Test
    void aControllerMayDoWhatItsRoleSaysAndNoMore() {
        var subject = Pki.controller("replicaset-controller");
        var client = plane.client(subject, Pki.create(List.of(), InstantSource.system()).admin());
        assertThat(client.resources(Pod.KIND).list(ListOptions.ALL).items()).isNotEmpty();
        refused(
                () -> client.resources(Secret.KIND).list(ListOptions.ALL),
                "secrets is forbidden: User"
                        + " \"system:serviceaccount:kube-system:replicaset-controller\" cannot list"
                        + " resource \"secrets\" in API group \"\" at the cluster scope");
    }

    @Test
    void whatABindingAllowsIsAllowedAtOnce() {
        var client =
                plane.client(
                        Subject.of("alice"), Pki.create(List.of(), InstantSource.system()).admin());
        var pods = client.resources(Pod.KIND);
        refused(() -> pods.list(ListOptions.ALL), "User \"alice\" cannot list");
        administrator
                .resources(ClusterRoleBinding.KIND)
                .create(
                        Json.read(
                                Yaml.read(
                                        """
                                        metadata: {name: alice}
                                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                                        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]
                                        """),
                                ClusterRoleBinding.CODEC));
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ApiException.class)
                .until(() -> !pods.list(ListOptions.ALL).items().isEmpty());
    }

    private static void refused(Runnable action, String message) {
        assertThatThrownBy(action::run)
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessageContaining(message);
    }
}
