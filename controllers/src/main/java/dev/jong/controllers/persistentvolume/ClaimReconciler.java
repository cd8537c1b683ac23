package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.Annotations;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodClaims;
import dev.jong.controllers.pod.PodState;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds volumes for claims.
public final class ClaimReconciler implements Reconciler<PersistentVolumeClaim> {
    static final String COMPONENT = "persistentvolume-controller";
    static final Duration RESYNC = Duration.ofSeconds(15);

    private final Informer<PersistentVolumeClaim> known;
    private final ResourceClient<PersistentVolumeClaim> claims;
    private final VolumeWriter volumeWriter;
    private final EventRecorder events;
    private final ClaimStep.Surroundings around;

    private ClaimReconciler(ControllerContext context) {
        this.known = context.informers().of(PersistentVolumeClaim.KIND);
        this.claims = context.client().resources(PersistentVolumeClaim.KIND);
        this.events = context.recorder(COMPONENT);
        this.volumeWriter = new VolumeWriter(context.client(), events, context.clock());
        this.around =
                new Known(
                        context.informers().of(PersistentVolume.KIND),
                        context.informers().of(StorageClass.KIND),
                        PodClaims.index(context.informers().of(Pod.KIND)));
    }

    public static Controller<PersistentVolumeClaim> controller(ControllerContext context) {
        var reconciler = new ClaimReconciler(context);
        return Controller.of(COMPONENT + "-claims", PersistentVolumeClaim.KIND, reconciler)
                .on(PersistentVolume.KIND, reconciler::claims)
                .on(
                        StorageClass.KIND,
                        (_, now) -> now == null ? List.of() : reconciler.ofClass(now))
                .resync(RESYNC)
                .build();
    }

    private record Known(
            Informer<PersistentVolume> volumeCache,
            Informer<StorageClass> classCache,
            Lister<Pod> podsByClaim)
            implements ClaimStep.Surroundings {
        @Override
        public Optional<PersistentVolume> volume(String name) {
            return volumeCache.find("", name);
        }

        @Override
        public Collection<PersistentVolume> volumes() {
            return volumeCache.list();
        }

        @Override
        public Collection<StorageClass> classes() {
            return classCache.list();
        }

        @Override
        public List<String> unscheduledPods(PersistentVolumeClaim claim) {
            return podsByClaim.of(ObjectKey.of(claim).toString()).stream()
                    .filter(pod -> !PodState.isFinished(pod) && !PodState.isScheduled(pod))
                    .map(Pod::name)
                    .sorted()
                    .toList();
        }
    }

    /// The claims that a change of a volume concerns: the one it names, those that name it and,
    /// once it is free, those that wait for any.
    private List<ObjectKey> claims(
            @Nullable PersistentVolume before, @Nullable PersistentVolume now) {
        var volume = now == null ? before : now;
        if (volume == null) {
            return List.of();
        }
        var claimant = volume.spec().claimRef();
        if (claimant != null) {
            return List.of(VolumeReconciler.key(claimant));
        }
        boolean free = now != null && "Available".equals(now.status().phase());
        return known.list().stream()
                .filter(claim -> {
                    var wanted = claim.spec().volumeName();
                    return wanted == null
                            ? free && StorageClasses.of(claim).equals(StorageClasses.of(volume))
                            : wanted.equals(volume.name());
                })
                .map(ObjectKey::of)
                .toList();
    }

    /// The claims that wait for a class to come.
    private List<ObjectKey> ofClass(StorageClass storageClass) {
        return known.list().stream()
                .filter(claim -> claim.spec().volumeName() == null)
                .filter(claim ->
                        !StorageClasses.isChosen(claim)
                                || StorageClasses.of(claim).equals(storageClass.name()))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim seen) {
        var claim = migrated(seen);
        switch (ClaimStep.next(claim, around)) {
            case ClaimStep.Bind(var volume) -> bind(claim, volume);
            case ClaimStep.Lose(var reason, var message) -> lose(claim, reason, message);
            case ClaimStep.Wait(var news) -> {
                tell(claim, news);
                writeStatus(claim, ClaimStatuses.unbound(claim, "Pending"));
            }
            case ClaimStep.Classify(var name) ->
                    claims.update(claim.mapSpec(spec -> spec.withStorageClassName(name)));
            case ClaimStep.Provision(var provisioner) -> provision(claim, provisioner);
            case ClaimStep.Refuse(var news) -> tell(claim, news);
        }
        return Outcome.done();
    }

    private PersistentVolumeClaim migrated(PersistentVolumeClaim claim) {
        return write(claim, claim.mapMetadata(Provisioners::claimMigrated));
    }

    /// The volume first, so that no claim ever names a volume that names another.
    private void bind(PersistentVolumeClaim claim, PersistentVolume volume) {
        var bound =
                volumeWriter.phase(
                        volumeWriter.write(volume, VolumeMatch.bound(volume, claim)), "Bound");
        var next = claim;
        if (!bound.name().equals(claim.spec().volumeName())) {
            next =
                    next.mapSpec(spec -> spec.withVolumeName(bound.name()))
                            .mapMetadata(metadata ->
                                    Annotations.with(
                                            metadata, VolumeMatch.BOUND_BY_CONTROLLER, "yes"));
        }
        if (!claim.metadata().annotations().containsKey(VolumeMatch.BIND_COMPLETED)) {
            next =
                    next.mapMetadata(metadata ->
                            Annotations.with(metadata, VolumeMatch.BIND_COMPLETED, "yes"));
        }
        var written = write(claim, next);
        writeStatus(written, ClaimStatuses.bound(written, bound));
    }

    private void lose(PersistentVolumeClaim claim, String reason, String message) {
        if (!"Lost".equals(claim.status().phase())) {
            writeStatus(claim, ClaimStatuses.unbound(claim, "Lost"));
            events.warning(claim, reason, message);
        }
    }

    private void provision(PersistentVolumeClaim claim, String provisioner) {
        var called =
                write(
                        claim,
                        claim.mapMetadata(metadata -> Provisioners.called(metadata, provisioner)));
        events.normal(
                called,
                "ExternalProvisioning",
                "Waiting for a volume to be created either by the external provisioner '"
                        + provisioner
                        + "' or manually by the system administrator. If volume creation is"
                        + " delayed, please verify that the provisioner is running and correctly"
                        + " registered.");
    }

    private void tell(PersistentVolumeClaim claim, ClaimStep.@Nullable News news) {
        if (news == null) {
            return;
        }
        if (news.warning()) {
            events.warning(claim, news.reason(), news.message());
        } else {
            events.normal(claim, news.reason(), news.message());
        }
    }

    private PersistentVolumeClaim write(PersistentVolumeClaim before, PersistentVolumeClaim now) {
        return now.equals(before) ? before : claims.update(now);
    }

    private void writeStatus(PersistentVolumeClaim claim, PersistentVolumeClaimStatus status) {
        if (!status.equals(claim.status())) {
            claims.updateStatus(claim.withStatus(status));
        }
    }
}
