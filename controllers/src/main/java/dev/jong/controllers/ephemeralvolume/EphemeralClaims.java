package dev.jong.controllers.ephemeralvolume;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Creates a claim, owned by the Pod, for each volume that brings a template of one. The claim goes
/// with its Pod.
public final class EphemeralClaims implements Reconciler<Pod> {
    private static final int WORKERS = 10;

    private final Informer<PersistentVolumeClaim> known;
    private final ResourceClient<PersistentVolumeClaim> claims;
    private final EventRecorder events;

    private EphemeralClaims(ControllerContext context) {
        this.known = context.informers().of(PersistentVolumeClaim.KIND);
        this.claims = context.client().resources(PersistentVolumeClaim.KIND);
        this.events = context.recorder("ephemeral_volume");
    }

    public static Controller<Pod> controller(ControllerContext context) {
        return Controller.of("ephemeral_volume", Pod.KIND, new EphemeralClaims(context))
                .onlyWhen(EphemeralClaims::isNew)
                .on(
                        PersistentVolumeClaim.KIND,
                        (before, now) -> now == null && before != null ? pod(before) : List.of())
                .workers(WORKERS)
                .build();
    }

    /// Volumes of a Pod never change.
    private static boolean isNew(@Nullable Pod before, @Nullable Pod now) {
        return before == null
                && now != null
                && now.spec().volumes().stream().anyMatch(volume -> volume.ephemeral() != null);
    }

    private static List<ObjectKey> pod(PersistentVolumeClaim claim) {
        return Owners.controllerOf(claim).stream()
                .filter(owner -> owner.kind().equals("Pod") && owner.apiVersion().equals("v1"))
                .map(owner -> new ObjectKey(claim.namespace(), owner.name()))
                .toList();
    }

    @Override
    public Outcome reconcile(Pod pod) {
        if (PodState.isTerminating(pod) || PodState.isFinished(pod)) {
            return Outcome.done();
        }
        for (var volume : pod.spec().volumes()) {
            if (volume.ephemeral() != null) {
                try {
                    ensure(pod, volume);
                } catch (ApiException e) {
                    tell(pod, volume, e.getMessage());
                    throw e;
                }
            }
        }
        return Outcome.done();
    }

    private void ensure(Pod pod, Volume volume) {
        var name = pod.name() + "-" + volume.name();
        var there = known.find(pod.namespace(), name).orElse(null);
        if (there == null) {
            create(pod, volume, name);
        } else if (!Owners.controls(pod, there)) {
            tell(
                    pod,
                    volume,
                    "PVC "
                            + pod.namespace()
                            + "/"
                            + name
                            + " was not created for pod "
                            + pod.namespace()
                            + "/"
                            + pod.name()
                            + " (pod is not owner)");
        }
    }

    private void create(Pod pod, Volume volume, String name) {
        var source = volume.ephemeral();
        var template = source == null ? null : source.volumeClaimTemplate();
        if (template == null) {
            return;
        }
        var metadata =
                ObjectMeta.builder()
                        .name(name)
                        .namespace(pod.metadata().namespace())
                        .labels(template.metadata().labels())
                        .annotations(template.metadata().annotations())
                        .ownerReferences(List.of(Owners.controlledBy(pod)))
                        .build();
        try {
            claims.create(
                    PersistentVolumeClaim.builder()
                            .metadata(metadata)
                            .spec(template.spec())
                            .build());
        } catch (ApiException e) {
            if (!Refused.becauseNamespaceEnds(e)) {
                throw e;
            }
        }
    }

    private void tell(Pod pod, Volume volume, @Nullable String problem) {
        events.warning(pod, "FailedBinding", "ephemeral volume " + volume.name() + ": " + problem);
    }
}
