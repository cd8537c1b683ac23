package dev.jong.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.authentication.v1.TokenRequest;
import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.json.JsonObject;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.AdmissionRequest.Origin;
import dev.jong.apiserver.admission.InMemoryCluster;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Rounds;
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeRestrictionTest {
    private static final User NODE = User.of("system:node:n1", List.of("system:nodes"));

    private final InMemoryCluster cluster = new InMemoryCluster();
    private final NodeRestriction plugin = new NodeRestriction(cluster, _ -> Authorizer.NO_OPINION);

    @Test
    void keepsANodeFromItsTaintsAndOthersLabels() {
        var old = read(Node.KIND, "{metadata: {name: n1, labels: {own: a}}, spec: {taints: []}}");
        allowed(update(Node.KIND, "status", old, old));
        var relabelled =
                read(Node.KIND, "metadata: {name: n1, labels: {own: b, a.example.com/x: c}}");
        allowed(update(Node.KIND, "", relabelled, old));
        var tainted =
                read(
                        Node.KIND,
                        "{metadata: {name: n1, labels: {own: a}}, spec: {taints: [{key: k, effect:"
                                + " NoSchedule}]}}");
        refused(update(Node.KIND, "", tainted, old), "node \"n1\" is not allowed to modify taints");
        var drawing =
                read(
                        Node.KIND,
                        "metadata: {name: n1, labels: {own: a,"
                                + " secret.node-restriction.kubernetes.io/x: 'y',"
                                + " node-role.kubernetes.io/master: ''}}");
        refused(
                update(Node.KIND, "", drawing, old),
                "is not allowed to modify labels: node-role.kubernetes.io/master,"
                        + " secret.node-restriction.kubernetes.io/x");
        var other = read(Node.KIND, "metadata: {name: m}");
        refused(
                update(Node.KIND, "", other, other),
                "node \"n1\" is not allowed to modify node \"m\"");
    }

    @Test
    void letsANodeRegisterWithItsOwnLabels() {
        allowed(
                create(
                        Node.KIND,
                        read(
                                Node.KIND,
                                "{metadata: {name: n1, labels: {kubernetes.io/hostname: n1,"
                                        + " topology.kubernetes.io/zone: z,"
                                        + " x.node.kubernetes.io/w: z}}, spec: {taints: [{key: k,"
                                        + " effect: NoSchedule}]}}")));
    }

    @Test
    void letsANodeSpeakOnlyOfPodsThatRunOnIt() {
        var own = read(Pod.KIND, "{metadata: {name: p, namespace: d}, spec: {nodeName: n1}}");
        var other = read(Pod.KIND, "{metadata: {name: q, namespace: d}, spec: {nodeName: m}}");
        cluster.add(own);
        cluster.add(other);
        allowed(update(Pod.KIND, "status", own, own));
        refused(
                update(Pod.KIND, "status", other, other),
                "node \"n1\" can only update pod status for pods with spec.nodeName set to itself");
        refused(
                update(
                        Pod.KIND,
                        "status",
                        own.withMetadata(own.metadata().withLabels(Map.of("a", "b"))),
                        own),
                "node \"n1\" cannot update labels through pod status");
        allowed(request(Operation.DELETE, Pod.KIND, "", null, own));
        refused(
                request(Operation.DELETE, Pod.KIND, "", null, other),
                "node \"n1\" can only delete pods with spec.nodeName set to itself");
        refused(
                request(
                        Operation.CREATE,
                        Pod.KIND,
                        "eviction",
                        read(Eviction.KIND, "metadata: {name: q, namespace: d}"),
                        null),
                "node n1 can only evict pods with spec.nodeName set to itself");
    }

    @Test
    void letsANodeCreateOnlyMirrorsThatReferToNothing() {
        cluster.add(read(Node.KIND, "metadata: {name: n1, uid: u}"));
        var plain = read(Pod.KIND, "{metadata: {name: p, namespace: d}, spec: {nodeName: n1}}");
        refused(
                create(Pod.KIND, plain),
                "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only"
                        + " create mirror pods");
        var mirror =
                "{metadata: {name: p, namespace: d, annotations: {kubernetes.io/config.mirror: x},"
                        + " ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: u,"
                        + " controller: true}]}, spec: {nodeName: n1, containers: [{name: a%s}]}}";
        allowed(create(Pod.KIND, read(Pod.KIND, String.format(mirror, ""))));
        refused(
                create(
                        Pod.KIND,
                        read(
                                Pod.KIND,
                                String.format(mirror, ", envFrom: [{secretRef: {name: s}}]"))),
                "node \"n1\" can not create pods that reference secrets");
        refused(
                create(
                        Pod.KIND,
                        read(Pod.KIND, String.format(mirror, "").replace("uid: u,", "uid: v,"))),
                "node n1 UID mismatch: expected v got u");
    }

    @Test
    void issuesTokensOnlyForPodsOnTheNodeAndTheirAudiences() {
        cluster.add(
                read(
                        Pod.KIND,
                        "{metadata: {name: p, namespace: d, uid: u}, spec: {nodeName: n1, volumes:"
                                + " [{name: t, projected: {sources: [{serviceAccountToken: {path: t,"
                                + " audience: vault}}]}}]}}"));
        allowed(
                token(
                        "{audiences: [vault], boundObjectRef: {apiVersion: v1, kind: Pod, name: p, uid: u}}"));
        refused(
                token(
                        "{audiences: [other], boundObjectRef: {apiVersion: v1, kind: Pod, name: p, uid: u}}"),
                "audience \"other\" not found in pod spec volume, system:node:n1 is not authorized to"
                        + " request tokens for this audience");
        refused(token("{audiences: [vault]}"), "node requested token not bound to a pod");
    }

    @Test
    void keepsNodesToTheirLeases() {
        var own = read(Lease.KIND, "metadata: {name: n1, namespace: kube-node-lease}");
        allowed(create(Lease.KIND, own));
        refused(
                create(
                        Lease.KIND,
                        read(Lease.KIND, "metadata: {name: m, namespace: kube-node-lease}")),
                "can only access node lease with the same name as the requesting node");
        refused(
                create(Lease.KIND, read(Lease.KIND, "metadata: {name: n1, namespace: default}")),
                "can only access leases in the \"kube-node-lease\" system namespace");
    }

    private AdmissionRequest token(String spec) {
        var request = read(TokenRequest.KIND, "spec: " + spec);
        return new AdmissionRequest(
                Operation.CREATE,
                TokenRequest.KIND,
                "serviceaccounts",
                "token",
                "d",
                "default",
                request,
                null,
                false,
                NODE,
                new Origin(ServiceAccount.KIND, JsonObject.EMPTY),
                new Rounds());
    }

    private static AdmissionRequest create(Kind<?> kind, KubernetesObject object) {
        return request(Operation.CREATE, kind, "", object, null);
    }

    private static AdmissionRequest update(
            Kind<?> kind, String subresource, KubernetesObject now, KubernetesObject old) {
        return request(Operation.UPDATE, kind, subresource, now, old);
    }

    private static AdmissionRequest request(
            Operation operation,
            Kind<?> kind,
            String subresource,
            @Nullable KubernetesObject object,
            @Nullable KubernetesObject old) {
        var about = object == null ? Objects.requireNonNull(old) : object;
        return new AdmissionRequest(
                operation,
                about.kind(),
                kind.plural(),
                subresource,
                about.namespace(),
                about.name(),
                object,
                old,
                false,
                NODE,
                new Origin(kind, JsonObject.EMPTY),
                new Rounds());
    }

    private void allowed(AdmissionRequest request) {
        assertThatCode(() -> plugin.mutate(request, something(request))).doesNotThrowAnyException();
    }

    private void refused(AdmissionRequest request, String why) {
        assertThatThrownBy(() -> plugin.mutate(request, something(request)))
                .hasMessageEndingWith(" is forbidden: " + why);
    }

    private static KubernetesObject something(AdmissionRequest request) {
        var object = request.object();
        return object == null ? Objects.requireNonNull(request.old()) : object;
    }

    private static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return LiveServer.read(kind, yaml);
    }
}
