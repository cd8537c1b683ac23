package dev.jong.controllers.resourceclaim;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodResourceClaim;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimConsumerReference;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.rules.Annotations;
import dev.jong.client.EventRecorder;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.Patch;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Creates the claims that Pods bring as templates, and reserves claims for Pods that came to their
/// node without the scheduler.
public final class PodClaimReconciler implements Reconciler<Pod> {
    private static final String FOR_CLAIM = "resource.kubernetes.io/pod-claim-name";
    private static final int WORKERS = 10;
    private static final int LONGEST_BASE = 57;
    private static final int MOST_CONSUMERS = 256;

    private final Informer<ResourceClaim> known;
    private final Informer<ResourceClaimTemplate> templates;
    private final Lister<ResourceClaim> byOwner;
    private final ResourceClient<ResourceClaim> claims;
    private final ResourceClient<Pod> pods;
    private final EventRecorder events;

    private PodClaimReconciler(ControllerContext context) {
        this.known = context.informers().of(ResourceClaim.KIND);
        this.templates = context.informers().of(ResourceClaimTemplate.KIND);
        this.byOwner = known.index("controller", Indexes::controllerUid);
        this.claims = context.client().resources(ResourceClaim.KIND);
        this.pods = context.client().resources(Pod.KIND);
        this.events = context.recorder("resource_claim");
    }

    public static Controller<Pod> controller(ControllerContext context) {
        var all = context.informers().of(Pod.KIND);
        var byTemplate = all.index("device-claim-template", PodClaimReconciler::templates);
        var byClaim = all.index("device-claim", PodClaimReconciler::claimKeys);
        return Controller.of("resource_claim-pods", Pod.KIND, new PodClaimReconciler(context))
                .onlyWhen((_, now) -> now != null && !now.spec().resourceClaims().isEmpty())
                .watches(ResourceClaimTemplate.KIND, template -> keys(byTemplate, template))
                .watches(ResourceClaim.KIND, claim -> keys(byClaim, claim))
                .workers(WORKERS)
                .build();
    }

    private static List<ObjectKey> keys(Lister<Pod> pods, KubernetesObject object) {
        return pods.of(ObjectKey.of(object).toString()).stream().map(ObjectKey::of).toList();
    }

    private static List<String> templates(Pod pod) {
        return pod.spec().resourceClaims().stream()
                .map(PodResourceClaim::resourceClaimTemplateName)
                .filter(Objects::nonNull)
                .map(name -> new ObjectKey(pod.namespace(), name).toString())
                .toList();
    }

    private static List<String> claimKeys(Pod pod) {
        return ClaimName.all(pod).stream()
                .map(name -> new ObjectKey(pod.namespace(), name).toString())
                .toList();
    }

    @Override
    public Outcome reconcile(Pod pod) {
        if (PodState.isTerminating(pod)) {
            return Outcome.done();
        }
        var made = new TreeMap<String, String>();
        for (var claim : pod.spec().resourceClaims()) {
            try {
                make(pod, claim).ifPresent(name -> made.put(claim.name(), name));
            } catch (ApiException | MissingTemplate e) {
                events.warning(
                        pod,
                        "FailedResourceClaimCreation",
                        "PodResourceClaim " + claim.name() + ": " + e.getMessage());
                return Outcome.failed(String.valueOf(e.getMessage()));
            }
        }
        if (!made.isEmpty()) {
            tell(pod, made);
        } else if (PodState.isScheduled(pod) && !PodState.isFinished(pod)) {
            reserve(pod);
        }
        return Outcome.done();
    }

    /// @return the name of a claim that the Pod's status does not tell yet
    private Optional<String> make(Pod pod, PodResourceClaim claim) {
        return switch (ClaimName.of(pod, claim)) {
            case ClaimName.NotNeeded() -> Optional.empty();
            case ClaimName.NotYet(var template) ->
                    Optional.of(findOrCreate(pod, claim.name(), template));
            case ClaimName.Named named -> {
                var template = claim.resourceClaimTemplateName();
                boolean there =
                        known.find(pod.namespace(), named.name())
                                .filter(found -> named.isOf(pod, found))
                                .isPresent();
                yield there || template == null
                        ? Optional.empty()
                        : Optional.of(findOrCreate(pod, claim.name(), template));
            }
        };
    }

    /// A template that is not there.
    private static final class MissingTemplate extends RuntimeException {
        MissingTemplate(String name) {
            super(
                    "resource claim template \""
                            + name
                            + "\": resourceclaimtemplate.resource.k8s.io \""
                            + name
                            + "\" not found");
        }
    }

    /// A claim that was made before, but not told, is used.
    private String findOrCreate(Pod pod, String claimName, String templateName) {
        var uid = Objects.requireNonNullElse(pod.metadata().uid(), "");
        for (var claim : byOwner.of(uid)) {
            if (claimName.equals(claim.metadata().annotations().get(FOR_CLAIM))) {
                return claim.name();
            }
        }
        var template =
                templates
                        .find(pod.namespace(), templateName)
                        .orElseThrow(() -> new MissingTemplate(templateName));
        var owner =
                OwnerReference.builder()
                        .apiVersion("v1")
                        .kind("Pod")
                        .name(pod.name())
                        .uid(uid)
                        .controller(true)
                        .build();
        var metadata =
                ObjectMeta.builder()
                        .namespace(pod.metadata().namespace())
                        .generateName(generateName(pod.name(), claimName))
                        .labels(template.spec().metadata().labels())
                        .annotations(template.spec().metadata().annotations())
                        .ownerReferences(List.of(owner))
                        .build();
        var claim =
                ResourceClaim.builder()
                        .metadata(Annotations.with(metadata, FOR_CLAIM, claimName))
                        .spec(template.spec().spec())
                        .build();
        return claims.create(claim).name();
    }

    /// Both names, each cut in proportion where together they are too long.
    static String generateName(String pod, String claim) {
        var name = pod + "-" + claim + "-";
        return name.length() <= LONGEST_BASE
                ? name
                : pod.substring(0, pod.length() * LONGEST_BASE / name.length())
                        + "-"
                        + claim.substring(0, claim.length() * LONGEST_BASE / name.length());
    }

    private void tell(Pod pod, Map<String, String> made) {
        var statuses = new ArrayList<JsonValue>();
        made.forEach((claim, name) ->
                statuses.add(JsonObject.EMPTY.with("name", claim).with("resourceClaimName", name)));
        pods.inNamespace(pod.metadata().namespace())
                .patchStatus(
                        pod.name(),
                        new Patch.Strategic(
                                JsonObject.of(
                                        "status",
                                        JsonObject.of(
                                                "resourceClaimStatuses",
                                                new JsonArray(statuses)))));
    }

    private void reserve(Pod pod) {
        for (var each : pod.spec().resourceClaims()) {
            if (ClaimName.of(pod, each) instanceof ClaimName.Named named) {
                known.find(pod.namespace(), named.name())
                        .filter(claim -> named.isOf(pod, claim) && isReservable(claim, pod))
                        .ifPresent(claim -> reserve(claim, pod));
            }
        }
    }

    private static boolean isReservable(ResourceClaim claim, Pod pod) {
        var consumers = claim.status().reservedFor();
        return claim.status().allocation() != null
                && consumers.size() < MOST_CONSUMERS
                && consumers.stream()
                        .noneMatch(consumer -> consumer.uid().equals(pod.metadata().uid()));
    }

    private void reserve(ResourceClaim claim, Pod pod) {
        var consumers = new ArrayList<>(claim.status().reservedFor());
        consumers.add(
                ResourceClaimConsumerReference.builder()
                        .resource("pods")
                        .name(pod.name())
                        .uid(Objects.requireNonNullElse(pod.metadata().uid(), ""))
                        .build());
        claims.updateStatus(claim.mapStatus(status -> status.withReservedFor(consumers)));
    }
}
