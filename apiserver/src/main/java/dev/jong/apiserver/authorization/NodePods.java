package dev.jong.apiserver.authorization;

import dev.jong.api.GoText;
import dev.jong.api.GroupResource;
import dev.jong.api.authentication.v1.TokenRequest;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.ApiException;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a node may do to Pods, and which tokens it may ask for.
final class NodePods {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private final Cluster cluster;
    private final Authorizer authorizer;

    NodePods(Cluster cluster, Authorizer authorizer) {
        this.cluster = cluster;
        this.authorizer = authorizer;
    }

    void check(AdmissionRequest request, String node) {
        switch (request.subresource()) {
            case "" -> {
                switch (request.operation()) {
                    case CREATE -> create(request, node);
                    case DELETE -> {
                        if (!runsOn(request.old() instanceof Pod pod ? pod : null, node)) {
                            throw refused(request, node, " can only delete pods");
                        }
                    }
                    case UPDATE, CONNECT ->
                            throw Refusal.of(
                                    request,
                                    "unexpected operation "
                                            + GoText.quote(request.operation().name())
                                            + ", node "
                                            + GoText.quote(node)
                                            + " can only create and delete mirror pods");
                }
            }
            case "status" -> status(request, node);
            case "eviction" -> {
                if (request.object() instanceof Eviction
                        && !runsOn(pod(request.namespace(), request.name()), node)) {
                    throw Refusal.of(
                            request,
                            "node "
                                    + node
                                    + " can only evict pods with spec.nodeName set to itself");
                }
            }
            default ->
                    throw Refusal.of(
                            request,
                            "unexpected pod subresource "
                                    + GoText.quote(request.subresource())
                                    + ", only 'status' and 'eviction' are allowed");
        }
    }

    private static ApiException refused(AdmissionRequest request, String node, String what) {
        return Refusal.of(
                request, "node " + GoText.quote(node) + what + " with spec.nodeName set to itself");
    }

    private static boolean runsOn(@Nullable Pod pod, String node) {
        return pod != null && node.equals(pod.spec().nodeName());
    }

    private Pod pod(String namespace, String name) {
        return cluster.find(Pod.KIND, namespace, name)
                .orElseThrow(() -> ApiException.notFound(new GroupResource("", "pods"), name));
    }

    private void create(AdmissionRequest request, String node) {
        if (!(request.object() instanceof Pod pod)) {
            return;
        }
        var head = "node " + GoText.quote(node) + " can only create ";
        if (!pod.metadata().annotations().containsKey(MIRROR)) {
            throw Refusal.of(
                    request,
                    "pod does not have "
                            + GoText.quote(MIRROR)
                            + " annotation, "
                            + head
                            + "mirror pods");
        }
        if (!runsOn(pod, node)) {
            throw refused(request, node, " can only create pods");
        }
        var owners = pod.metadata().ownerReferences();
        if (owners.size() > 1) {
            throw Refusal.of(request, head + "pods with a single owner reference set to itself");
        }
        if (owners.isEmpty()
                || !owners.getFirst().apiVersion().equals("v1")
                || !owners.getFirst().kind().equals("Node")
                || !owners.getFirst().name().equals(node)) {
            throw Refusal.of(request, head + "pods with an owner reference set to itself");
        }
        var owner = owners.getFirst();
        if (!Boolean.TRUE.equals(owner.controller())) {
            throw Refusal.of(
                    request, head + "pods with a controller owner reference set to itself");
        }
        if (Boolean.TRUE.equals(owner.blockOwnerDeletion())) {
            throw Refusal.of(
                    request,
                    "node "
                            + GoText.quote(node)
                            + " must not set blockOwnerDeletion on an owner reference");
        }
        var own =
                cluster.find(Node.KIND, "", node)
                        .orElseThrow(
                                () -> ApiException.notFound(new GroupResource("", "nodes"), node));
        if (!owner.uid().equals(own.metadata().uid())) {
            throw Refusal.of(
                    request,
                    "node "
                            + node
                            + " UID mismatch: expected "
                            + owner.uid()
                            + " got "
                            + own.metadata().uid());
        }
        MirrorReferences.of(pod)
                .ifPresent(what -> {
                    throw Refusal.of(
                            request,
                            "node "
                                    + GoText.quote(node)
                                    + " can not create pods that reference "
                                    + what);
                });
    }

    private static void status(AdmissionRequest request, String node) {
        if (request.operation() != Operation.UPDATE) {
            throw Refusal.of(
                    request, "unexpected operation " + GoText.quote(request.operation().name()));
        }
        if (!(request.object() instanceof Pod now) || !(request.old() instanceof Pod old)) {
            return;
        }
        if (!runsOn(old, node)) {
            throw refused(request, node, " can only update pod status for pods");
        }
        var head = "node " + GoText.quote(node) + " cannot update ";
        if (!now.metadata().labels().equals(old.metadata().labels())) {
            throw Refusal.of(request, head + "labels through pod status");
        }
        if (!now.status().resourceClaimStatuses().equals(old.status().resourceClaimStatuses())) {
            throw Refusal.of(request, head + "resource claim statues");
        }
        if (!Objects.equals(
                now.status().extendedResourceClaimStatus(),
                old.status().extendedResourceClaimStatus())) {
            throw Refusal.of(request, head + "extended resource claim status");
        }
    }

    /// Tokens only for Pods that run on the node, and for audiences that they name.
    void checkToken(AdmissionRequest request, TokenRequest token, String node) {
        var bound = token.spec().boundObjectRef();
        var name = bound == null ? null : bound.name();
        if (bound == null
                || name == null
                || !"v1".equals(bound.apiVersion())
                || !"Pod".equals(bound.kind())) {
            throw Refusal.of(request, "node requested token not bound to a pod");
        }
        if (bound.uid() == null) {
            throw Refusal.of(request, "node requested token with a pod binding without a uid");
        }
        var pod = pod(request.namespace(), name);
        if (!bound.uid().equals(pod.metadata().uid())) {
            throw Refusal.of(
                    request,
                    "the UID in the bound object reference ("
                            + bound.uid()
                            + ") does not match the UID in record. The object might have been"
                            + " deleted and then recreated");
        }
        if (!runsOn(pod, node)) {
            throw Refusal.of(
                    request, "node requested token bound to a pod scheduled on a different node");
        }
        var audiences = token.spec().audiences();
        if (audiences.size() > 1) {
            throw Refusal.of(request, "node may only request 0 or 1 audiences");
        }
        var audience = audiences.isEmpty() ? "" : audiences.getFirst();
        if (!names(pod, audience) && !mayAsk(request, audience)) {
            throw Refusal.of(
                    request,
                    "audience "
                            + GoText.quote(audience)
                            + " not found in pod spec volume, "
                            + request.user().name()
                            + " is not authorized to request tokens for this audience");
        }
    }

    private boolean mayAsk(AdmissionRequest request, String audience) {
        var attributes =
                new Attributes(
                        request.user(),
                        true,
                        "request-serviceaccounts-token-audience",
                        "",
                        "v1",
                        request.namespace(),
                        audience,
                        "",
                        request.name(),
                        "");
        return authorizer.decide(attributes).allowed();
    }

    private boolean names(Pod pod, String audience) {
        for (var volume : pod.spec().volumes()) {
            var projected = volume.projected();
            boolean named =
                    projected != null
                            && projected.sources().stream()
                                    .map(source -> source.serviceAccountToken())
                                    .anyMatch(token ->
                                            token != null
                                                    && audience.equals(
                                                            Objects.requireNonNullElse(
                                                                    token.audience(), "")));
            if (named || driver(pod, volume).filter(each -> wants(each, audience)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private boolean wants(String driver, String audience) {
        return cluster.find(CSIDriver.KIND, "", driver).stream()
                .flatMap(found -> found.spec().tokenRequests().stream())
                .anyMatch(token -> token.audience().equals(audience));
    }

    /// The CSI driver behind a volume.
    private Optional<String> driver(Pod pod, Volume volume) {
        var csi = volume.csi();
        if (csi != null) {
            return Optional.of(csi.driver());
        }
        var claim = volume.persistentVolumeClaim();
        if (claim != null) {
            return driver(pod.namespace(), claim.claimName());
        }
        return volume.ephemeral() == null
                ? Optional.empty()
                : driver(pod.namespace(), pod.name() + "-" + volume.name());
    }

    private Optional<String> driver(String namespace, String claim) {
        return cluster.find(PersistentVolumeClaim.KIND, namespace, claim)
                .map(found -> Objects.requireNonNullElse(found.spec().volumeName(), ""))
                .flatMap(volume -> cluster.find(PersistentVolume.KIND, "", volume))
                .map(PersistentVolume::spec)
                .flatMap(spec -> Optional.ofNullable(spec.csi()))
                .map(source -> source.driver());
    }
}
