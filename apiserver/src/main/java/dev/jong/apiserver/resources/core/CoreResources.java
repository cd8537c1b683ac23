package dev.jong.apiserver.resources.core;

import dev.jong.api.authentication.v1.TokenRequest;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.autoscaling.v1.ScaleSpec;
import dev.jong.api.autoscaling.v1.ScaleStatus;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Endpoints;
import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.NamespaceStatus;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimStatus;
import dev.jong.api.core.v1.PersistentVolumeStatus;
import dev.jong.api.core.v1.PodTemplate;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.ReplicationControllerStatus;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.core.v1.ResourceQuotaStatus;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.core.v1.ServiceStatus;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.names.Names;
import dev.jong.api.selector.Selector;
import dev.jong.apiserver.registry.Ending;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.validation.ClusterRules;
import dev.jong.apiserver.validation.NamespaceRules;
import dev.jong.apiserver.validation.PodWarnings;
import dev.jong.apiserver.validation.QuotaRules;
import dev.jong.apiserver.validation.SecretWarnings;
import dev.jong.apiserver.validation.VolumeClaimRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The core group, but for Pods.
public final class CoreResources {
    private static final String ENFORCE_SECRETS = "kubernetes.io/enforce-mountable-secrets";

    /// How long Events are kept.

    public static final Resource<ConfigMap> CONFIG_MAPS = Resource.of(ConfigMap.KIND).build();

    public static final Resource<Secret> SECRETS =
            Resource.of(Secret.KIND)
                    .warnings((now, _) -> SecretWarnings.of(now))
                    .field("type", secret -> text(secret.type()))
                    .build();

    public static final Resource<ServiceAccount> SERVICE_ACCOUNTS =
            Resource.of(ServiceAccount.KIND)
                    .action("token", TokenRequest.KIND, "create")
                    .warnings(CoreResources::accountWarnings)
                    .returnsDeleted()
                    .beforeCreate(CoreResources::namedSecrets)
                    .beforeUpdate((now, _) -> namedSecrets(now))
                    .build();

    public static final Resource<Endpoints> ENDPOINTS =
            Resource.of(Endpoints.KIND).storedAt("services/endpoints").createOnUpdate().build();

    public static final Resource<Service> SERVICES =
            Resource.of(Service.KIND)
                    .storedAt("services/specs")
                    .names(Names::label)
                    .createOnUpdate()
                    .warnings(ServiceWarnings::of)
                    .beforeCreate(service -> service.withStatus(ServiceStatus.EMPTY))
                    .status((from, into) -> into.withStatus(from.status()))
                    .action(
                            "proxy",
                            Options.kind("ServiceProxyOptions"),
                            "create",
                            "delete",
                            "get",
                            "patch",
                            "update")
                    .returnsDeleted()
                    .field("spec.clusterIP", service -> text(service.spec().clusterIp()))
                    .field("spec.type", service -> text(service.spec().type()))
                    .build();

    public static final Resource<Event> EVENTS =
            Resource.of(Event.KIND)
                    .names(Names::pathSegment)
                    .createOnUpdate()
                    .field("involvedObject.kind", event -> text(event.involvedObject().kind()))
                    .field(
                            "involvedObject.namespace",
                            event -> text(event.involvedObject().namespace()))
                    .field("involvedObject.name", event -> text(event.involvedObject().name()))
                    .field("involvedObject.uid", event -> text(event.involvedObject().uid()))
                    .field(
                            "involvedObject.apiVersion",
                            event -> text(event.involvedObject().apiVersion()))
                    .field(
                            "involvedObject.resourceVersion",
                            event -> text(event.involvedObject().resourceVersion()))
                    .field(
                            "involvedObject.fieldPath",
                            event -> text(event.involvedObject().fieldPath()))
                    .field("reason", event -> text(event.reason()))
                    .field("reportingComponent", event -> text(event.reportingComponent()))
                    .field("source", CoreResources::source)
                    .field("type", event -> text(event.type()))
                    .build();

    public static final Resource<LimitRange> LIMIT_RANGES =
            Resource.of(LimitRange.KIND)
                    .createOnUpdate()
                    .beforeCreate(CoreResources::named)
                    .build();

    public static final Resource<Namespace> NAMESPACES =
            Resource.of(Namespace.KIND)
                    .verbs("create", "delete", "get", "list", "patch", "update", "watch")
                    .names(Names::label)
                    .beforeCreate(CoreResources::activeNamespace)
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> NamespaceRules.status(now))
                    .beforeUpdate((now, old) -> now.withSpec(old.spec()))
                    .subresource(
                            new Subresource.Part<>(
                                    "finalize",
                                    (now, old) -> old.withSpec(now.spec()),
                                    (now, _) -> NamespaceRules.finalization(now),
                                    false))
                    .ends(
                            Ending.heldWhile(
                                    namespace ->
                                            namespace.withStatus(
                                                    namespace.status().withPhase("Terminating")),
                                    namespace -> !namespace.spec().finalizers().isEmpty()))
                    .returnsDeleted()
                    .field("status.phase", namespace -> text(namespace.status().phase()))
                    .build();

    public static final Resource<Node> NODES =
            Resource.of(Node.KIND)
                    .storedAt("minions")
                    .status(
                            (from, into) -> into.withStatus(from.status().withConfig(null)),
                            ClusterRules::nodeStatus)
                    .beforeCreate(CoreResources::withoutConfiguration)
                    .beforeUpdate((now, _) -> withoutConfiguration(now))
                    .warnings((node, _) -> nodeWarnings(node))
                    .action(
                            "proxy",
                            Options.kind("NodeProxyOptions"),
                            "create",
                            "delete",
                            "get",
                            "patch",
                            "update")
                    .field(
                            "spec.unschedulable",
                            node -> Boolean.toString(node.spec().unschedulable()))
                    .build();

    public static final Resource<PersistentVolume> PERSISTENT_VOLUMES =
            Resource.of(PersistentVolume.KIND)
                    .stamp(CoreResources::phased)
                    .beforeCreate(volume ->
                            volume.withStatus(
                                    PersistentVolumeStatus.EMPTY
                                            .withPhase("Pending")
                                            .withLastPhaseTransitionTime(
                                                    volume.metadata().creationTimestamp())))
                    .status((from, into) -> into.withStatus(from.status()))
                    .warnings((now, _) -> volumeWarnings(now))
                    .returnsDeleted()
                    .build();

    public static final Resource<PersistentVolumeClaim> PERSISTENT_VOLUME_CLAIMS =
            Resource.of(PersistentVolumeClaim.KIND)
                    .beforeCreate(claim ->
                            VolumeClaimRules.sourced(
                                    claim.withStatus(
                                            PersistentVolumeClaimStatus.EMPTY.withPhase("Pending")),
                                    null))
                    .beforeUpdate(VolumeClaimRules::sourced)
                    .warnings((now, _) -> VolumeClaimRules.warnings(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .returnsDeleted()
                    .build();

    public static final Resource<PodTemplate> POD_TEMPLATES =
            Resource.of(PodTemplate.KIND)
                    .createOnUpdate()
                    .counted()
                    .returnsDeleted()
                    .beforeCreate(CoreResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .warnings((now, old) ->
                            PodWarnings.changed(
                                    now.template(),
                                    FieldPath.of("template"),
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .build();

    public static final Resource<ReplicationController> REPLICATION_CONTROLLERS =
            Resource.of(ReplicationController.KIND)
                    .storedAt("controllers")
                    .orphansDependents()
                    .warnings((now, old) ->
                            PodWarnings.naming(
                                    // Upstream looks at what there was.
                                    (old == null ? now : old).spec().template(),
                                    FieldPath.of("spec", "template"),
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .counted()
                    .beforeCreate(
                            controller -> controller.withStatus(ReplicationControllerStatus.EMPTY))
                    .beforeCreate(CoreResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .scale(
                            CoreResources::scale,
                            (controller, scale) ->
                                    controller.withSpec(
                                            controller
                                                    .spec()
                                                    .withReplicas(scale.spec().replicas())))
                    .field(
                            "status.replicas",
                            controller -> Integer.toString(controller.status().replicas()))
                    .build();

    public static final Resource<ResourceQuota> RESOURCE_QUOTAS =
            Resource.of(ResourceQuota.KIND)
                    .createOnUpdate()
                    .beforeCreate(quota -> quota.withStatus(ResourceQuotaStatus.EMPTY))
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> QuotaRules.status(now))
                    .returnsDeleted()
                    .build();

    private CoreResources() {}

    private static PodTemplate withoutAlpha(PodTemplate template) {
        return template.withTemplate(AlphaFields.without(template.template()));
    }

    private static ReplicationController withoutAlpha(ReplicationController controller) {
        var template = controller.spec().template();
        return template == null
                ? controller
                : controller.withSpec(
                        controller.spec().withTemplate(AlphaFields.without(template)));
    }

    /// Kubelets are no longer configured by the server.
    private static Node withoutConfiguration(Node node) {
        return node.mapSpec(spec -> spec.withConfigSource(null))
                .mapStatus(status -> status.withConfig(null));
    }

    private static List<String> volumeWarnings(PersistentVolume volume) {
        return "Recycle".equals(volume.spec().persistentVolumeReclaimPolicy())
                ? List.of(
                        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is"
                                + " deprecated. Instead, the recommended approach is to use dynamic"
                                + " provisioning.")
                : List.of();
    }

    private static List<String> accountWarnings(
            ServiceAccount account, @Nullable ServiceAccount old) {
        boolean told = old != null && old.metadata().annotations().containsKey(ENFORCE_SECRETS);
        return told || !account.metadata().annotations().containsKey(ENFORCE_SECRETS)
                ? List.of()
                : List.of(
                        "metadata.annotations["
                                + ENFORCE_SECRETS
                                + "]: deprecated in v1.32+; prefer separate namespaces to isolate"
                                + " access to mounted secrets");
    }

    private static List<String> nodeWarnings(Node node) {
        var warnings = new ArrayList<String>();
        if (!text(node.spec().externalId()).isEmpty()) {
            warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }
        return warnings;
    }

    /// A LimitRange may come without a name; it gets one that nothing else has.
    private static LimitRange named(LimitRange range) {
        return range.name().isEmpty()
                ? range.mapMetadata(metadata -> metadata.withName(metadata.uid()))
                : range;
    }

    /// Notes when a volume's phase changed (KEP-3762).
    private static PersistentVolume phased(
            PersistentVolume now, @Nullable PersistentVolume old, Instant at) {
        if (old == null) {
            return now;
        }
        var status = now.status();
        boolean same = Objects.equals(status.phase(), old.status().phase());
        var before = old.status().lastPhaseTransitionTime();
        var time = status.lastPhaseTransitionTime();
        if (same) {
            return time == null ? now.withStatus(status.withLastPhaseTransitionTime(before)) : now;
        }
        return time == null || time.equals(before)
                ? now.withStatus(
                        status.withLastPhaseTransitionTime(at.truncatedTo(ChronoUnit.SECONDS)))
                : now;
    }

    /// Of the Secrets that an account may use nothing counts but the names.
    private static ServiceAccount namedSecrets(ServiceAccount account) {
        return account.withSecrets(
                account.secrets().stream()
                        .map(secret -> ObjectReference.EMPTY.withName(secret.name()))
                        .toList());
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String source(Event event) {
        var component = event.source().component();
        return component == null ? text(event.reportingComponent()) : component;
    }

    private static ObjectMeta labelledByName(ObjectMeta metadata) {
        var labels = new HashMap<>(metadata.labels());
        labels.put("kubernetes.io/metadata.name", String.valueOf(metadata.name()));
        return metadata.withLabels(labels);
    }

    private static Namespace activeNamespace(Namespace namespace) {
        var finalizers = namespace.spec().finalizers();
        var kept =
                finalizers.contains("kubernetes")
                        ? finalizers
                        : Stream.concat(finalizers.stream(), Stream.of("kubernetes")).toList();
        return namespace
                .mapMetadata(CoreResources::labelledByName) // also when it was made up
                .withSpec(namespace.spec().withFinalizers(kept))
                .withStatus(NamespaceStatus.EMPTY.withPhase("Active"));
    }

    private static Scale scale(ReplicationController controller) {
        var replicas = controller.spec().replicas();
        return Scale.EMPTY
                .withSpec(new ScaleSpec(replicas == null ? 0 : replicas))
                .withStatus(
                        new ScaleStatus(
                                controller.status().replicas(),
                                Selector.ofLabels(controller.spec().selector()).toString()));
    }
}
