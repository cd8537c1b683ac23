package dev.jong.controllers.protection;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.Objects;

/// Holds a claim by `kubernetes.io/pvc-protection` as long as a Pod uses it.
public final class ClaimProtection implements Reconciler<PersistentVolumeClaim> {
    private static final String FINALIZER = "kubernetes.io/pvc-protection";

    private final Informer<Pod> pods;
    private final ResourceClient<PersistentVolumeClaim> claims;

    private ClaimProtection(ControllerContext context) {
        this.pods = context.informers().of(Pod.KIND);
        this.claims = context.client().resources(PersistentVolumeClaim.KIND);
    }

    public static Controller<PersistentVolumeClaim> controller(ControllerContext context) {
        return Controller.of(
                        "pvcprotection", PersistentVolumeClaim.KIND, new ClaimProtection(context))
                .on(
                        Pod.KIND,
                        (before, now) ->
                                before != null && (now == null || PodState.isFinished(now))
                                        ? claims(before)
                                        : List.of())
                .build();
    }

    /// The claims that a Pod uses, those made for it too.
    private static List<ObjectKey> claims(Pod pod) {
        return pod.spec().volumes().stream()
                .map(volume -> {
                    var source = volume.persistentVolumeClaim();
                    if (source != null) {
                        return source.claimName();
                    }
                    return volume.ephemeral() == null ? null : pod.name() + "-" + volume.name();
                })
                .filter(Objects::nonNull)
                .map(name -> new ObjectKey(pod.namespace(), name))
                .toList();
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
        var key = ObjectKey.of(claim);
        return pods.inNamespace(claim.namespace()).stream()
                .filter(pod -> PodState.isScheduled(pod) && !PodState.isFinished(pod))
                .anyMatch(pod -> claims(pod).contains(key));
    }
}
