package dev.jong.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.admission.podsecurity.PodSecurityFigures;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.request.User;
import dev.jong.foundation.Metrics;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandardChainTest {
    private final InMemoryCluster cluster = new InMemoryCluster();
    private final StandardChain chain =
            StandardChain.of(
                    cluster,
                    new Random(1),
                    InstantSource.system(),
                    PluginChoice.of(ServerFlags.NONE),
                    new PodSecurityFigures(new Metrics()),
                    new AdmissionMetrics(new Metrics()),
                    List.of());

    @BeforeEach
    void namespaceAndAccount() {
        cluster.add(read(Namespace.KIND, "metadata: {name: ns}"));
        cluster.add(read(ServiceAccount.KIND, "metadata: {name: default, namespace: ns}"));
    }

    @Test
    void preparesAPod() {
        var pod = (Pod) admit(read(Pod.KIND, "spec: {containers: [{name: a}]}"));
        assertThat(pod.spec().serviceAccountName()).isEqualTo("default");
        assertThat(pod.spec().priority()).isZero();
        assertThat(pod.spec().preemptionPolicy()).isEqualTo("PreemptLowerPriority");
        assertThat(pod.spec().tolerations()).hasSize(2);
        var volume = pod.spec().volumes().getFirst();
        assertThat(volume.name()).matches("kube-api-access-[a-z0-9]{5}");
        assertThat(volume.projected().sources()).hasSize(3);
        assertThat(
                        volume.projected()
                                .sources()
                                .getFirst()
                                .serviceAccountToken()
                                .expirationSeconds())
                .isEqualTo(3607);
        assertThat(pod.spec().containers().getFirst().volumeMounts())
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.name()).isEqualTo(volume.name());
                    assertThat(mount.mountPath())
                            .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
                });
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() ->
                        admit(read(Pod.KIND, "spec: {serviceAccountName: x, containers: []}")))
                .hasMessage(
                        "pods \"p\" is forbidden: error looking up service account ns/x:"
                                + " serviceaccount \"x\" not found");
        assertThatThrownBy(() -> admit(read(Pod.KIND, "spec: {priorityClassName: x}")))
                .hasMessage("pods \"p\" is forbidden: no PriorityClass with name x was found");
        cluster.add(read(Namespace.KIND, "{metadata: {name: ns}, status: {phase: Terminating}}"));
        assertThatThrownBy(() -> admit(read(Pod.KIND, "spec: {}")))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessageContaining("because it is being terminated");
        cluster.remove(Namespace.KIND);
        assertThatThrownBy(() -> admit(read(Pod.KIND, "spec: {}")))
                .hasMessage("namespaces \"ns\" not found");
    }

    @Test
    void appliesClassesAndRanges() {
        cluster.add(
                read(PriorityClass.KIND, "{metadata: {name: d}, value: 7, globalDefault: true}"));
        cluster.add(
                read(
                        LimitRange.KIND,
                        "{metadata: {name: l, namespace: ns}, spec: {limits: [{type: Container,"
                                + " default: {cpu: 2}, defaultRequest: {cpu: 1}, max: {cpu: 3}}]}}"));
        var pod = (Pod) admit(read(Pod.KIND, "spec: {containers: [{name: a}]}"));
        assertThat(pod.spec().priority()).isEqualTo(7);
        assertThat(pod.spec().priorityClassName()).isEqualTo("d");
        assertThat(pod.metadata().annotations())
                .containsEntry(
                        "kubernetes.io/limit-ranger",
                        "LimitRanger plugin set: cpu request for container a; cpu limit for"
                                + " container a");
        var greedy =
                read(Pod.KIND, "spec: {containers: [{name: a, resources: {limits: {cpu: 4}}}]}");
        assertThatThrownBy(() -> chain.validate(request(greedy)))
                .hasMessage(
                        "pods \"p\" is forbidden: maximum cpu usage per Container is 3, but limit"
                                + " is 4");
    }

    @Test
    void taintsNewNodes() {
        var node = read(Node.KIND, "metadata: {name: x}");
        var request =
                new AdmissionRequest(
                        Operation.CREATE,
                        Node.KIND,
                        "nodes",
                        "",
                        "",
                        "x",
                        node,
                        null,
                        false,
                        User.SERVER);
        var admitted = (Node) chain.mutate(request, node);
        assertThat(admitted.spec().taints())
                .singleElement()
                .satisfies(
                        taint -> assertThat(taint.key()).isEqualTo("node.kubernetes.io/not-ready"));
    }

    private KubernetesObject admit(Pod pod) {
        return chain.mutate(request(pod), pod);
    }

    private static AdmissionRequest request(Pod pod) {
        return new AdmissionRequest(
                Operation.CREATE, Pod.KIND, "pods", "", "ns", "p", pod, null, false, User.SERVER);
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return Json.read(Yaml.read(yaml), kind.codec());
    }
}
