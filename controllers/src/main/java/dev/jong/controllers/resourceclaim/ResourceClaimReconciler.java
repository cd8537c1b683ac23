package dev.jong.controllers.resourceclaim;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimConsumerReference;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Releases claims from Pods that are gone or have ended, and deletes those made for such Pods.
public final class ResourceClaimReconciler implements Reconciler<ResourceClaim> {
    private static final int WORKERS = 10;

    private final Informer<Pod> known;
    private final ResourceClient<Pod> pods;
    private final ResourceClient<ResourceClaim> claims;

    private ResourceClaimReconciler(ControllerContext context) {
        this.known = context.informers().of(Pod.KIND);
        this.pods = context.client().resources(Pod.KIND);
        this.claims = context.client().resources(ResourceClaim.KIND);
    }

    public static Controller<ResourceClaim> controller(ControllerContext context) {
        return Controller.of(
                        "resource_claim", ResourceClaim.KIND, new ResourceClaimReconciler(context))
                .on(Pod.KIND, ResourceClaimReconciler::released)
                .workers(WORKERS)
                .build();
    }

    /// The claims that a Pod no longer needs.
    private static List<ObjectKey> released(@Nullable Pod before, @Nullable Pod now) {
        var pod = now == null ? before : now;
        if (pod == null || (now != null && !isDone(now))) {
            return List.of();
        }
        var names = new ArrayList<>(ClaimName.all(pod));
        var extended = pod.status().extendedResourceClaimStatus();
        if (extended != null) {
            names.add(extended.resourceClaimName());
        }
        return names.stream().map(name -> new ObjectKey(pod.namespace(), name)).toList();
    }

    private static boolean isDone(Pod pod) {
        return PodState.isFinished(pod)
                || (PodState.isTerminating(pod) && !PodState.isScheduled(pod));
    }

    @Override
    public Outcome reconcile(ResourceClaim claim) {
        var plan = ReservationPlan.of(claim, consumer -> isUsing(claim, consumer));
        var written =
                plan.status().equals(claim.status())
                        ? claim
                        : claims.updateStatus(claim.withStatus(plan.status()));
        if (plan.letGo()) {
            var finalizers = new ArrayList<>(written.metadata().finalizers());
            finalizers.remove(ReservationPlan.FINALIZER);
            claims.update(written.mapMetadata(metadata -> metadata.withFinalizers(finalizers)));
        }
        if (plan.remaining().isEmpty() && isLeftBehind(claim)) {
            claims.inNamespace(claim.namespace())
                    .deleteIfExists(claim.name(), Deletion.onlyUid(claim.metadata().uid()));
        }
        return Outcome.done();
    }

    /// Consumers that are not Pods are none of ours. A Pod that is not known here may be too new:
    /// the server is asked.
    private boolean isUsing(ResourceClaim claim, ResourceClaimConsumerReference consumer) {
        var group = consumer.apiGroup();
        if (!consumer.resource().equals("pods") || (group != null && !group.isEmpty())) {
            return true;
        }
        var key = new ObjectKey(claim.namespace(), consumer.name());
        return known.find(key)
                .or(() -> pods.find(key))
                .filter(pod -> consumer.uid().equals(pod.metadata().uid()))
                .filter(pod -> !isDone(pod))
                .isPresent();
    }

    /// Whether the claim was made for a Pod that will not run (any more).
    private boolean isLeftBehind(ResourceClaim claim) {
        if (claim.metadata().deletionTimestamp() != null) {
            return false;
        }
        return Owners.controllerOf(claim)
                .filter(owner -> owner.kind().equals("Pod") && owner.apiVersion().equals("v1"))
                .flatMap(owner ->
                        known.find(claim.namespace(), owner.name())
                                .filter(pod ->
                                        !owner.uid().equals(pod.metadata().uid()) || isDone(pod)))
                .isPresent();
    }
}
