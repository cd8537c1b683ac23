package dev.jong.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Binding;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.apiserver.admission.AdmissionRequest.Origin;
import dev.jong.apiserver.request.User;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefaultOnPluginsTest {
    private final InMemoryCluster cluster = new InMemoryCluster();

    @BeforeEach
    void node() {
        cluster.add(
                read(
                        Node.KIND,
                        "{metadata: {name: x, labels: {topology.kubernetes.io/zone: z,"
                                + " topology.kubernetes.io/region: r, other: o}}, status:"
                                + " {allocatable: {cpu: 2, memory: 1Gi}}}"));
    }

    @Test
    void claimsGrowOnlyInClassesThatAllowIt() {
        var plugin = new ClaimResize(cluster);
        cluster.add(
                read(StorageClass.KIND, "{metadata: {name: fixed}, allowVolumeExpansion: false}"));
        cluster.add(
                read(StorageClass.KIND, "{metadata: {name: rubber}, allowVolumeExpansion: true}"));
        assertThatThrownBy(() -> plugin.validate(update("", claim("fixed", 2), claim("fixed", 1))))
                .hasMessageEndingWith(
                        "only dynamically provisioned pvc can be resized and the storageclass that"
                                + " provisions the pvc must support resize");
        plugin.validate(update("", claim("rubber", 2), claim("rubber", 1)));
        plugin.validate(update("", claim("fixed", 1), claim("fixed", 1)));
        var unbound = claim("rubber", 1).mapStatus(status -> status.withPhase("Pending"));
        assertThatThrownBy(() -> plugin.validate(update("", claim("rubber", 2), unbound)))
                .hasMessageEndingWith("Only bound persistent volume claims can be expanded");
    }

    @Test
    void bindingsBringTheNodesTopology() {
        var plugin = new PodTopologyLabels(cluster);
        var binding =
                read(
                        Binding.KIND,
                        "{metadata: {name: p, namespace: d}, target: {kind: Node, name: x}}");
        var labelled = plugin.mutate(request(Operation.CREATE, "binding", binding, null), binding);
        assertThat(labelled.metadata().labels())
                .containsOnlyKeys("topology.kubernetes.io/zone", "topology.kubernetes.io/region");
        var pod = read(Pod.KIND, "{metadata: {name: p, namespace: d}, spec: {nodeName: x}}");
        assertThat(plugin.mutate(request(Operation.CREATE, "", pod, null), pod).metadata().labels())
                .containsEntry("topology.kubernetes.io/zone", "z");
        var waiting = read(Pod.KIND, "metadata: {name: p, namespace: d}");
        assertThat(plugin.mutate(request(Operation.CREATE, "", waiting, null), waiting))
                .isEqualTo(waiting);
    }

    @Test
    void podsGrowOnlyAsFarAsTheirNode() {
        var plugin = new PodUpdates(cluster);
        plugin.validate(update("resize", pod("cpu: 2"), pod("cpu: 1")));
        assertThatThrownBy(() ->
                        plugin.validate(
                                update("resize", pod("cpu: 3, memory: 2Gi"), pod("cpu: 1"))))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessageEndingWith(
                        "node didn't have enough allocatable resources: cpu, requested: 3000,"
                                + " allocatable: 2000; memory, requested: 2147483648, allocatable:"
                                + " 1073741824")
                .satisfies(e ->
                        assertThat(
                                        ((ApiException) e)
                                                .failure()
                                                .details()
                                                .causes()
                                                .getFirst()
                                                .reason())
                                .isEqualTo("NodeCapacity"));
    }

    @Test
    void podsChangeOnlyInWaysThatTheirNodeKnows() {
        var plugin = new PodUpdates(cluster);
        var old = read(Pod.KIND, "{metadata: {name: p, namespace: d}, spec: {nodeName: x}}");
        var now =
                read(
                        Pod.KIND,
                        "{metadata: {name: p, namespace: d}, spec: {nodeName: x, resources:"
                                + " {requests: {cpu: 1}}}}");
        assertThatThrownBy(() -> plugin.validate(update("resize", now, old)))
                .hasMessageEndingWith(
                        "pod update requires features InPlacePodLevelResourcesVerticalScaling which"
                                + " are not available on node \"x\"");
        cluster.add(
                read(
                        Node.KIND,
                        "{metadata: {name: x}, status: {allocatable: {cpu: 2}, declaredFeatures:"
                                + " [InPlacePodLevelResourcesVerticalScaling]}}"));
        assertThatCode(() -> plugin.validate(update("resize", now, old)))
                .doesNotThrowAnyException();
    }

    private static Pod pod(String requests) {
        return read(
                Pod.KIND,
                "{metadata: {name: p, namespace: d}, spec: {nodeName: x, containers: [{name: a,"
                        + " resources: {requests: {"
                        + requests
                        + "}}}]}}");
    }

    private static PersistentVolumeClaim claim(String storageClass, int size) {
        return read(
                PersistentVolumeClaim.KIND,
                "{metadata: {name: c, namespace: d}, spec: {storageClassName: "
                        + storageClass
                        + ", resources: {requests: {storage: "
                        + size
                        + "Gi}}}, status: {phase: Bound}}");
    }

    private static AdmissionRequest update(
            String subresource, KubernetesObject now, KubernetesObject old) {
        return request(Operation.UPDATE, subresource, now, old);
    }

    private static AdmissionRequest request(
            Operation operation, String subresource, KubernetesObject now, KubernetesObject old) {
        var resource = now instanceof Binding ? Pod.KIND : now.kind();
        return new AdmissionRequest(
                operation,
                now.kind(),
                resource.plural(),
                subresource,
                now.namespace(),
                now.name(),
                now,
                old,
                false,
                User.SERVER,
                new Origin(resource, JsonObject.EMPTY),
                new Rounds());
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return LiveServer.read(kind, yaml);
    }
}
