package dev.jong.kubelet.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One container in full.
///
/// @param image as the runtime names it
/// @param imageId digest or id
/// @param reason e.g. `OOMKilled`, `Error`, `Completed`; may be empty
/// @param user who the first process runs as, where the runtime tells
public record ContainerStatus(
        String id,
        String sandboxId,
        String name,
        int attempt,
        ContainerState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        String image,
        String imageId,
        String reason,
        String message,
        String logPath,
        @Nullable User user,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public ContainerStatus {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public boolean running() {
        return state == ContainerState.RUNNING;
    }

    public boolean exited() {
        return state == ContainerState.EXITED;
    }

    public ContainerStatus withMessage(String said) {
        return new ContainerStatus(
                id,
                sandboxId,
                name,
                attempt,
                state,
                createdAt,
                startedAt,
                finishedAt,
                exitCode,
                image,
                imageId,
                reason,
                said,
                logPath,
                user,
                labels,
                annotations);
    }

    /// Who a process runs as.
    public record User(long uid, long gid, List<Long> supplementalGroups) {
        public User {
            supplementalGroups = List.copyOf(supplementalGroups);
        }
    }
}
