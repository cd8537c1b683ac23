package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.client.Client;
import dev.jong.client.EventRecorder;
import dev.jong.client.ResourceClient;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Writes volumes where something is to change.
final class VolumeWriter {
    private final ResourceClient<PersistentVolume> volumes;
    private final EventRecorder events;
    private final InstantSource clock;

    VolumeWriter(Client client, EventRecorder events, InstantSource clock) {
        this.volumes = client.resources(PersistentVolume.KIND);
        this.events = events;
        this.clock = clock;
    }

    PersistentVolume write(PersistentVolume before, PersistentVolume now) {
        return now.equals(before) ? before : volumes.update(now);
    }

    PersistentVolume phase(PersistentVolume volume, String phase) {
        return phase(volume, phase, null);
    }

    /// Marks the volume and says why, once.
    void failed(PersistentVolume volume, String reason, String message) {
        if (!"Failed".equals(volume.status().phase())) {
            events.warning(phase(volume, "Failed", message), reason, message);
        }
    }

    private PersistentVolume phase(
            PersistentVolume volume, String phase, @Nullable String message) {
        if (phase.equals(volume.status().phase())) {
            return volume;
        }
        return volumes.updateStatus(
                volume.mapStatus(status ->
                        status.toBuilder()
                                .phase(phase)
                                .message(message)
                                .lastPhaseTransitionTime(clock.instant())
                                .build()));
    }
}
