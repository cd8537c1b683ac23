package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.Pod;
import dev.jong.client.Deletion;
import dev.jong.client.EventRecorder;
import dev.jong.client.Lister;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodClaims;
import dev.jong.controllers.pod.PodState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Does as a released volume's reclaim policy says.
final class Reclaiming {
    private final ResourceClient<PersistentVolume> volumes;
    private final Lister<Pod> podsByClaim;
    private final VolumeWriter writer;
    private final Recycler recycler;
    private final EventRecorder events;

    Reclaiming(ControllerContext context, VolumeWriter writer, EventRecorder events) {
        this.volumes = context.client().resources(PersistentVolume.KIND);
        this.podsByClaim = PodClaims.index(context.informers().of(Pod.KIND));
        this.writer = writer;
        this.recycler = new Recycler(context.client(), context.informers().of(Pod.KIND));
        this.events = events;
    }

    /// What came of it.
    enum Result {
        /// Nothing more to do now.
        DONE,
        /// Recycled: it can be offered again.
        EMPTY_AGAIN
    }

    static boolean isBegun(PersistentVolume volume) {
        var phase = Objects.requireNonNullElse(volume.status().phase(), "");
        return phase.equals("Released") || phase.equals("Failed");
    }

    Result reclaim(PersistentVolume volume) {
        var policy = Objects.requireNonNullElse(volume.spec().persistentVolumeReclaimPolicy(), "");
        switch (policy) {
            case "Retain" -> {}
            case "Delete" -> delete(volume);
            case "Recycle" -> {
                return recycle(volume);
            }
            default ->
                    writer.failed(
                            volume,
                            "VolumeUnknownReclaimPolicy",
                            "Volume has unrecognized PersistentVolumeReclaimPolicy");
        }
        return Result.DONE;
    }

    private void delete(PersistentVolume volume) {
        if (Provisioners.madeOutside(volume.metadata())) {
            return;
        }
        var source = volume.spec().hostPath();
        if (source == null) {
            writer.failed(
                    volume,
                    "VolumeFailedDelete",
                    "error getting deleter volume plugin for volume \""
                            + volume.name()
                            + "\": no deletable volume plugin matched");
            return;
        }
        try {
            ScratchFolder.delete(Path.of(source.path()));
        } catch (IOException e) {
            writer.failed(volume, "VolumeFailedDelete", String.valueOf(e.getMessage()));
            return;
        }
        volumes.deleteIfExists(volume.name(), Deletion.onlyUid(volume.metadata().uid()));
    }

    private Result recycle(PersistentVolume volume) {
        var users = users(volume);
        if (!users.isEmpty()) {
            events.normal(
                    volume,
                    "VolumeFailedRecycle",
                    "Volume is used by pods: " + String.join(",", users));
            return Result.DONE;
        }
        if (!Recycler.canRecycle(volume)) {
            writer.failed(
                    volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!");
            return Result.DONE;
        }
        return switch (recycler.recycle(volume)) {
            case Recycler.Progress.Running() -> Result.DONE;
            case Recycler.Progress.Failed(var message) -> {
                writer.failed(volume, "VolumeFailedRecycle", "Recycle failed: " + message);
                yield Result.DONE;
            }
            case Recycler.Progress.Recycled() -> {
                events.normal(volume, "VolumeRecycled", "Volume recycled");
                yield Result.EMPTY_AGAIN;
            }
        };
    }

    private List<String> users(PersistentVolume volume) {
        var claim = volume.spec().claimRef();
        return claim == null
                ? List.of()
                : podsByClaim.of(VolumeReconciler.key(claim).toString()).stream()
                        .filter(pod -> !PodState.isFinished(pod))
                        .map(pod -> pod.namespace() + "/" + pod.name())
                        .sorted()
                        .toList();
    }
}
