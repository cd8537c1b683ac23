package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.Bytes;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.LimitRangeItem;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimSpec;
import dev.jong.api.core.v1.PodTemplate;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the plainer kinds of the core group get that do not say otherwise.
final class CoreDefaults {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private CoreDefaults() {}

    static Namespace namespace(Namespace namespace) {
        var name = namespace.name();
        var labelled =
                name.isEmpty()
                        ? namespace
                        : namespace.mapMetadata(metadata -> {
                            var labels = new HashMap<>(metadata.labels());
                            labels.put(NAME_LABEL, name);
                            return metadata.withLabels(labels);
                        });
        return labelled.mapStatus(
                status -> status.withPhase(requireNonNullElse(status.phase(), "Active")));
    }

    /// The one range of a node and the list of them say the same; where they do not, the one
    /// counts.
    static Node node(Node node) {
        var spec = node.spec();
        var one = spec.podCidr();
        var all = spec.podCidrs();
        if (one != null && !one.isEmpty() && (all.isEmpty() || !all.getFirst().equals(one))) {
            all = List.of(one);
        }
        var ranges = spec.withPodCidrs(all).withPodCidr(all.isEmpty() ? null : all.getFirst());
        return node.withSpec(ranges)
                .mapStatus(status -> {
                    var allocatable =
                            status.allocatable().isEmpty()
                                    ? status.capacity()
                                    : status.allocatable();
                    return status.withCapacity(ContainerDefaults.rounded(status.capacity()))
                            .withAllocatable(ContainerDefaults.rounded(allocatable));
                });
    }

    /// Plain texts become data; what is stored has no others.
    static Secret secret(Secret secret) {
        var typed = secret.withType(requireNonNullElse(secret.type(), "Opaque"));
        if (secret.stringData().isEmpty()) {
            return typed;
        }
        var data = new HashMap<>(secret.data());
        secret.stringData().forEach((key, text) -> data.put(key, Bytes.ofUtf8(text)));
        return typed.withData(data).withStringData(Map.of());
    }

    static PersistentVolume volume(PersistentVolume volume) {
        return volume.mapSpec(
                        spec -> {
                            var hostPath = spec.hostPath();
                            return spec.toBuilder()
                                    .capacity(ContainerDefaults.rounded(spec.capacity()))
                                    .persistentVolumeReclaimPolicy(
                                            requireNonNullElse(
                                                    spec.persistentVolumeReclaimPolicy(), "Retain"))
                                    .volumeMode(requireNonNullElse(spec.volumeMode(), "Filesystem"))
                                    .hostPath(
                                            hostPath == null
                                                    ? null
                                                    : VolumeDefaults.hostPath(hostPath))
                                    .azureDisk(VolumeDefaults.azureDisk(spec.azureDisk()))
                                    .build();
                        })
                .mapStatus(
                        status -> status.withPhase(requireNonNullElse(status.phase(), "Pending")));
    }

    static PersistentVolumeClaim claim(PersistentVolumeClaim claim) {
        return claim.mapSpec(CoreDefaults::claimSpec)
                .mapStatus(status ->
                        status.withPhase(requireNonNullElse(status.phase(), "Pending"))
                                .withCapacity(ContainerDefaults.rounded(status.capacity())));
    }

    static PersistentVolumeClaimSpec claimSpec(PersistentVolumeClaimSpec spec) {
        var resources = spec.resources();
        return spec.withVolumeMode(requireNonNullElse(spec.volumeMode(), "Filesystem"))
                .withResources(
                        resources
                                .withLimits(ContainerDefaults.rounded(resources.limits()))
                                .withRequests(ContainerDefaults.rounded(resources.requests())));
    }

    static Endpoints endpoints(Endpoints endpoints) {
        return endpoints.withSubsets(
                endpoints.subsets().stream()
                        .map(subset ->
                                subset.withPorts(
                                        subset.ports().stream()
                                                .map(port ->
                                                        port.withProtocol(
                                                                requireNonNullElse(
                                                                        port.protocol(), "TCP")))
                                                .toList()))
                        .toList());
    }

    static LimitRange limitRange(LimitRange range) {
        return range.mapSpec(
                spec -> spec.withLimits(spec.limits().stream().map(CoreDefaults::limit).toList()));
    }

    private static LimitRangeItem limit(LimitRangeItem item) {
        var rounded =
                item.withMax(ContainerDefaults.rounded(item.max()))
                        .withMin(ContainerDefaults.rounded(item.min()))
                        .withDefault_(ContainerDefaults.rounded(item.default_()))
                        .withDefaultRequest(ContainerDefaults.rounded(item.defaultRequest()));
        if (!item.type().equals("Container")) {
            return rounded;
        }
        var limits = new HashMap<>(rounded.max());
        limits.putAll(rounded.default_());
        var requests = new HashMap<>(rounded.min());
        requests.putAll(limits);
        requests.putAll(rounded.defaultRequest());
        return rounded.withDefault_(limits).withDefaultRequest(requests);
    }

    static ResourceQuota quota(ResourceQuota quota) {
        return quota.mapSpec(spec -> spec.withHard(ContainerDefaults.rounded(spec.hard())))
                .mapStatus(status ->
                        status.withHard(ContainerDefaults.rounded(status.hard()))
                                .withUsed(ContainerDefaults.rounded(status.used())));
    }

    static PodTemplate podTemplate(PodTemplate template) {
        return template.withTemplate(PodDefaults.template(template.template()));
    }

    static ReplicationController replicationController(ReplicationController controller) {
        var spec = controller.spec();
        var template = spec.template();
        var sized = spec.withReplicas(requireNonNullElse(spec.replicas(), 1));
        if (template == null) {
            return controller.withSpec(sized);
        }
        var labels = template.metadata().labels();
        var complete =
                sized.withSelector(spec.selector().isEmpty() ? labels : spec.selector())
                        .withTemplate(PodDefaults.template(template));
        return controller
                .withSpec(complete)
                .mapMetadata(metadata ->
                        metadata.labels().isEmpty() ? metadata.withLabels(labels) : metadata);
    }
}
