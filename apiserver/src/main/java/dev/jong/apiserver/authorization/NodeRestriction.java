package dev.jong.apiserver.authorization;

import dev.jong.api.GoText;
import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.authentication.v1.TokenRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import java.util.List;
import java.util.Map;

/// Lets a node change only itself and what runs on it (`NodeRestriction`).
public final class NodeRestriction implements Admission {
    private static final String PREFIX = "system:node:";
    private static final String NODES = "system:nodes";
    private static final String LEASES = "kube-node-lease";

    private final NodePods pods;

    public NodeRestriction(Cluster cluster, Authorizer authorizer) {
        this.pods = new NodePods(cluster, authorizer);
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != Operation.CONNECT
                && request.user().in(NODES)
                && request.user().name().startsWith(PREFIX);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        var node = request.user().name().substring(PREFIX.length());
        if (node.isEmpty()) {
            throw Refusal.of(
                    request,
                    "could not determine node from user " + GoText.quote(request.user().name()));
        }
        check(request, node);
        return object;
    }

    private void check(AdmissionRequest request, String node) {
        var group = request.origin().resource().group();
        switch (new GroupResource(group, request.resource()).toString()) {
            case "pods" -> pods.check(request, node);
            case "nodes" -> node(request, node);
            case "persistentvolumeclaims" -> claim(request, node);
            case "serviceaccounts" -> {
                if (request.object() instanceof TokenRequest token) {
                    pods.checkToken(request, token, node);
                }
            }
            case "podcertificaterequests.certificates.k8s.io" ->
                    throw Refusal.of(request, "PodCertificateRequest feature gate is disabled");
            case "leases.coordination.k8s.io" -> lease(request, node);
            case "csinodes.storage.k8s.io" -> {
                if (!request.name().equals(node)) {
                    throw Refusal.of(
                            request,
                            "can only access CSINode with the same name as the requesting node");
                }
            }
            case "resourceslices.resource.k8s.io" -> slice(request, node);
            case "certificatesigningrequests.certificates.k8s.io" -> certificate(request, node);
            default -> {}
        }
    }

    private static void node(AdmissionRequest request, String node) {
        if (!request.name().equals(node)) {
            throw Refusal.of(
                    request,
                    "node "
                            + GoText.quote(node)
                            + " is not allowed to modify node "
                            + GoText.quote(request.name()));
        }
        if (request.object() instanceof Node now) {
            var old = request.old() instanceof Node before ? before : null;
            NodeChanges.wrong(now, old, node)
                    .ifPresent(why -> {
                        throw Refusal.of(request, why);
                    });
        }
    }

    private static void claim(AdmissionRequest request, String node) {
        if (!request.subresource().equals("status")) {
            throw Refusal.of(request, "may only update PVC status");
        }
        if (request.object() instanceof PersistentVolumeClaim now
                && request.old() instanceof PersistentVolumeClaim old
                && !fixed(now).equals(fixed(old))) {
            throw Refusal.of(
                    request,
                    "node "
                            + GoText.quote(node)
                            + " is not allowed to update fields other than status.quantity and"
                            + " status.conditions");
        }
    }

    /// Without what the kubelet tells of a volume's growth.
    private static PersistentVolumeClaim fixed(PersistentVolumeClaim claim) {
        return claim.withMetadata(
                        claim.metadata().toBuilder()
                                .resourceVersion(null)
                                .managedFields(List.of())
                                .build())
                .withStatus(
                        claim.status().toBuilder()
                                .capacity(Map.of())
                                .conditions(List.of())
                                .allocatedResources(Map.of())
                                .allocatedResourceStatuses(Map.of())
                                .build());
    }

    private static void lease(AdmissionRequest request, String node) {
        if (!request.namespace().equals(LEASES)) {
            throw Refusal.of(
                    request, "can only access leases in the \"kube-node-lease\" system namespace");
        }
        if (!request.name().equals(node)) {
            throw Refusal.of(
                    request,
                    "can only access node lease with the same name as the requesting node");
        }
    }

    private static void slice(AdmissionRequest request, String node) {
        if (request.operation() == Operation.CREATE
                && request.object() instanceof ResourceSlice slice
                && !node.equals(slice.spec().nodeName())) {
            throw Refusal.of(
                    request,
                    "can only create ResourceSlice with the same NodeName as the requesting node");
        }
        if (request.operation() == Operation.DELETE
                && request.old() instanceof ResourceSlice slice
                && !node.equals(slice.spec().nodeName())) {
            throw Refusal.of(
                    request,
                    "can only delete ResourceSlice with the same NodeName as the requesting node");
        }
    }

    private static void certificate(AdmissionRequest request, String node) {
        if (request.operation() != Operation.CREATE
                || !(request.object() instanceof CertificateSigningRequest asked)) {
            return;
        }
        var signer = asked.spec().signerName();
        if (!signer.equals("kubernetes.io/kubelet-serving")
                && !signer.equals("kubernetes.io/kube-apiserver-client-kubelet")) {
            return;
        }
        var subject = RequestedSubject.of(asked.spec().request());
        if (subject.isEmpty()) {
            throw Refusal.of(
                    request, "unable to parse csr: PEM block type must be CERTIFICATE REQUEST");
        }
        if (!subject.get().commonName().equals(PREFIX + node)) {
            throw Refusal.of(request, "can only create a node CSR with CN=" + PREFIX + node);
        }
    }
}
