package dev.jong.apiserver.authorization;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.SecretReference;
import dev.jong.api.errors.ApiException;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.api.rules.PodReferences;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.selector.Selector;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.watch.Version;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What belongs to the Pods of a node, as the objects stand now. A mirror Pod, which the node makes
/// itself, gives no right to anything.
final class NodeRelations {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private final Registry registry;

    NodeRelations(Registry registry) {
        this.registry = registry;
    }

    boolean pod(String node, String namespace, String name) {
        return find(Pod.KIND, namespace, name)
                .filter(pod -> node.equals(pod.spec().nodeName()))
                .isPresent();
    }

    /// A Pod names it, or a volume that one of its claims is bound to.
    boolean secret(String node, String namespace, String name) {
        return references(node, namespace).anyMatch(needs -> needs.secrets().contains(name))
                || volumes()
                        .filter(volume -> secrets(volume, namespace).anyMatch(name::equals))
                        .anyMatch(volume -> isClaimed(node, volume));
    }

    boolean configMap(String node, String namespace, String name) {
        return references(node, namespace).anyMatch(needs -> needs.configMaps().contains(name));
    }

    boolean claim(String node, String namespace, String name) {
        return references(node, namespace).anyMatch(needs -> needs.claims().contains(name));
    }

    boolean volume(String node, String name) {
        return find(PersistentVolume.KIND, "", name)
                .filter(volume -> isClaimed(node, volume))
                .isPresent();
    }

    boolean account(String node, String namespace, String name) {
        return pods(node, namespace).anyMatch(pod -> name.equals(pod.spec().serviceAccountName()));
    }

    boolean attachment(String node, String name) {
        return find(VolumeAttachment.KIND, "", name)
                .filter(attachment -> attachment.spec().nodeName().equals(node))
                .isPresent();
    }

    boolean slice(String node, String name) {
        return find(ResourceSlice.KIND, "", name)
                .filter(slice -> node.equals(slice.spec().nodeName()))
                .isPresent();
    }

    /// A Pod names the claim, or it was made for the Pod.
    boolean deviceClaim(String node, String namespace, String name) {
        return pods(node, namespace)
                .anyMatch(pod ->
                        pod.spec().resourceClaims().stream()
                                        .anyMatch(claim -> name.equals(claim.resourceClaimName()))
                                || pod.status().resourceClaimStatuses().stream()
                                        .anyMatch(made -> name.equals(made.resourceClaimName())));
    }

    private boolean isClaimed(String node, PersistentVolume volume) {
        var claim = volume.spec().claimRef();
        return claim != null
                && claim(
                        node,
                        requireNonNullElse(claim.namespace(), ""),
                        requireNonNullElse(claim.name(), ""));
    }

    /// The secrets in a namespace that a volume's plugin needs.
    private static Stream<String> secrets(PersistentVolume volume, String namespace) {
        var csi = volume.spec().csi();
        if (csi == null) {
            return Stream.empty();
        }
        return Stream.of(
                        Optional.ofNullable(csi.controllerPublishSecretRef()),
                        Optional.ofNullable(csi.nodePublishSecretRef()),
                        Optional.ofNullable(csi.nodeStageSecretRef()),
                        Optional.ofNullable(csi.controllerExpandSecretRef()),
                        Optional.ofNullable(csi.nodeExpandSecretRef()))
                .flatMap(Optional::stream)
                .filter(reference -> namespace.equals(reference.namespace()))
                .map(SecretReference::name)
                .flatMap(Stream::ofNullable);
    }

    private Stream<PersistentVolume> volumes() {
        return registry.of(PersistentVolume.KIND).list("", ListQuery.ALL.from("0")).items().stream()
                .map(Version::object);
    }

    private Stream<PodReferences> references(String node, String namespace) {
        return pods(node, namespace).map(PodReferences::of);
    }

    private Stream<Pod> pods(String node, String namespace) {
        var mine =
                new ListQuery(
                        Selector.parse(""),
                        FieldSelector.equal("spec.nodeName", node),
                        "0",
                        "",
                        0,
                        "");
        return registry.of(Pod.KIND).list(namespace, mine).items().stream()
                .map(Version::object)
                .filter(pod -> !pod.metadata().annotations().containsKey(MIRROR));
    }

    private <T extends KubernetesObject> Optional<T> find(
            Kind<T> kind, String namespace, @Nullable String name) {
        try {
            return Optional.of(
                    registry.of(kind).get(namespace, requireNonNullElse(name, "")).object());
        } catch (ApiException.NotFound _) {
            return Optional.empty();
        }
    }
}
