package dev.jong.controllers.protection;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodClaims;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;

/// Holds a claim by `kubernetes.io/pvc-protection` as long as a Pod uses it.
public final class ClaimProtection implements Reconciler<PersistentVolumeClaim> {
    private static final String FINALIZER = "kubernetes.io/pvc-protection";

    private final Lister<Pod> podsByClaim;
    private final ResourceClient<PersistentVolumeClaim> claims;

    private ClaimProtection(ControllerContext context) {
        this.podsByClaim = PodClaims.index(context.informers().of(Pod.KIND));
        this.claims = context.client().resources(PersistentVolumeClaim.KIND);
    }

    public static Controller<PersistentVolumeClaim> controller(ControllerContext context) {
        return Controller.of(
                        "pvcprotection", PersistentVolumeClaim.KIND, new ClaimProtection(context))
                .on(
                        Pod.KIND,
                        (before, now) ->
                                before != null && (now == null || PodState.isFinished(now))
                                        ? PodClaims.of(before)
                                        : List.of())
                .build();
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim claim) {
        boolean held = Finalizers.has(claim.metadata(), FINALIZER);
        if (claim.metadata().deletionTimestamp() == null) {
            if (!held) {
                claims.update(claim.mapMetadata(metadata -> Finalizers.with(metadata, FINALIZER)));
            }
        } else if (held && !isUsed(claim)) {
            claims.update(claim.mapMetadata(metadata -> Finalizers.without(metadata, FINALIZER)));
        }
        return Outcome.done();
    }

    private boolean isUsed(PersistentVolumeClaim claim) {
        return podsByClaim.of(ObjectKey.of(claim).toString()).stream()
                .anyMatch(pod -> PodState.isScheduled(pod) && !PodState.isFinished(pod));
    }
}
