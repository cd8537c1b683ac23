package dev.jong.kubelet.simulated;

import dev.jong.kubelet.runtime.Container;
import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ContainerState;
import dev.jong.kubelet.runtime.ContainerStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One container as it stands; a change makes a copy.
record SimulatedContainer(
        String id,
        String sandboxId,
        String podUid,
        ContainerConfig config,
        ContainerState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode) {
    SimulatedContainer started(Instant now) {
        return new SimulatedContainer(
                id, sandboxId, podUid, config, ContainerState.RUNNING, createdAt, now, null, 0);
    }

    SimulatedContainer exited(Instant now, int code) {
        return new SimulatedContainer(
                id,
                sandboxId,
                podUid,
                config,
                ContainerState.EXITED,
                createdAt,
                startedAt,
                now,
                code);
    }

    Container listed() {
        return new Container(
                id,
                sandboxId,
                podUid,
                config.name(),
                config.attempt(),
                state,
                config.labels(),
                config.annotations());
    }

    ContainerStatus status() {
        var reason =
                switch (state) {
                    case EXITED -> exitCode == 0 ? "Completed" : "Error";
                    case CREATED, RUNNING, UNKNOWN -> "";
                };
        var image = SimulatedImages.image(config.image());
        return new ContainerStatus(
                id,
                sandboxId,
                config.name(),
                config.attempt(),
                state,
                createdAt,
                startedAt,
                finishedAt,
                exitCode,
                config.userImage(),
                image.digests().getFirst(),
                reason,
                "",
                "",
                null,
                config.labels(),
                config.annotations());
    }
}
