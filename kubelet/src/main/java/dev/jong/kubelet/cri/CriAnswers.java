package dev.jong.kubelet.cri;

import dev.jong.kubelet.cri.v1.PodSandbox;
import dev.jong.kubelet.cri.v1.PodSandboxMetadata;
import dev.jong.kubelet.cri.v1.PodSandboxState;
import dev.jong.kubelet.cri.v1.PodSandboxStatus;
import dev.jong.kubelet.cri.v1.StatusResponse;
import dev.jong.kubelet.runtime.Container;
import dev.jong.kubelet.runtime.ContainerState;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.PodIdentity;
import dev.jong.kubelet.runtime.RuntimeHealth;
import dev.jong.kubelet.runtime.Sandbox;
import dev.jong.kubelet.runtime.SandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// CRI messages as our records. Times are nanoseconds since 1970, 0 for never.
final class CriAnswers {
    private static final String POD_UID = "io.kubernetes.pod.uid";

    private CriAnswers() {}

    static RuntimeHealth health(StatusResponse response) {
        boolean runtime = false;
        boolean network = false;
        var messages = new ArrayList<String>();
        for (var condition : response.getStatus().getConditionsList()) {
            switch (condition.getType()) {
                case "RuntimeReady" -> runtime = condition.getStatus();
                case "NetworkReady" -> network = condition.getStatus();
                default -> {}
            }
            if (!condition.getStatus()) {
                var prefix =
                        condition.getType().equals("NetworkReady")
                                ? "container runtime network not ready: "
                                : "container runtime not ready: ";
                messages.add(
                        prefix
                                + condition.getType()
                                + "=false reason:"
                                + condition.getReason()
                                + " message:"
                                + condition.getMessage());
            }
        }
        return new RuntimeHealth(runtime, network, String.join(", ", messages));
    }

    static Sandbox sandbox(PodSandbox sandbox) {
        return new Sandbox(
                sandbox.getId(),
                identity(sandbox.getMetadata()),
                sandbox.getMetadata().getAttempt(),
                sandbox.getState() == PodSandboxState.SANDBOX_READY,
                time(sandbox.getCreatedAt()),
                sandbox.getLabelsMap(),
                sandbox.getAnnotationsMap());
    }

    static SandboxStatus sandboxStatus(PodSandboxStatus status) {
        var addresses = new ArrayList<String>();
        if (!status.getNetwork().getIp().isEmpty()) {
            addresses.add(status.getNetwork().getIp());
        }
        status.getNetwork().getAdditionalIpsList().forEach(more -> addresses.add(more.getIp()));
        var sandbox =
                new Sandbox(
                        status.getId(),
                        identity(status.getMetadata()),
                        status.getMetadata().getAttempt(),
                        status.getState() == PodSandboxState.SANDBOX_READY,
                        time(status.getCreatedAt()),
                        status.getLabelsMap(),
                        status.getAnnotationsMap());
        return new SandboxStatus(sandbox, addresses);
    }

    private static PodIdentity identity(PodSandboxMetadata metadata) {
        return new PodIdentity(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    static Container container(dev.jong.kubelet.cri.v1.Container container) {
        return new Container(
                container.getId(),
                container.getPodSandboxId(),
                container.getLabelsOrDefault(POD_UID, ""),
                container.getMetadata().getName(),
                container.getMetadata().getAttempt(),
                state(container.getState()),
                container.getLabelsMap(),
                container.getAnnotationsMap());
    }

    static ContainerStatus status(
            Container listed, dev.jong.kubelet.cri.v1.ContainerStatus status) {
        var imageId = status.getImageRef();
        return new ContainerStatus(
                status.getId(),
                listed.sandboxId(),
                status.getMetadata().getName(),
                status.getMetadata().getAttempt(),
                state(status.getState()),
                time(status.getCreatedAt()),
                timeOrNull(status.getStartedAt()),
                timeOrNull(status.getFinishedAt()),
                status.getExitCode(),
                status.getImage().getImage(),
                imageId,
                status.getReason(),
                status.getMessage(),
                status.getLogPath(),
                user(status),
                status.getLabelsMap(),
                status.getAnnotationsMap());
    }

    private static ContainerStatus.@Nullable User user(
            dev.jong.kubelet.cri.v1.ContainerStatus status) {
        if (!status.hasUser() || !status.getUser().hasLinux()) {
            return null;
        }
        var linux = status.getUser().getLinux();
        return new ContainerStatus.User(
                linux.getUid(), linux.getGid(), linux.getSupplementalGroupsList());
    }

    private static ContainerState state(dev.jong.kubelet.cri.v1.ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> ContainerState.CREATED;
            case CONTAINER_RUNNING -> ContainerState.RUNNING;
            case CONTAINER_EXITED -> ContainerState.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerState.UNKNOWN;
        };
    }

    static Image image(dev.jong.kubelet.cri.v1.Image image) {
        return new Image(
                image.getId(),
                List.copyOf(image.getRepoTagsList()),
                List.copyOf(image.getRepoDigestsList()),
                image.getSize(),
                image.hasUid() ? image.getUid().getValue() : null,
                image.getUsername(),
                image.getPinned());
    }

    static ContainerUsage usage(dev.jong.kubelet.cri.v1.ContainerStats stats) {
        var memory = stats.getMemory();
        return new ContainerUsage(
                stats.getAttributes().getId(),
                stats.getAttributes().getLabelsOrDefault(POD_UID, ""),
                stats.getAttributes().getMetadata().getName(),
                time(stats.getCpu().getTimestamp()),
                stats.getCpu().getUsageCoreNanoSeconds().getValue(),
                memory.getWorkingSetBytes().getValue(),
                memory.getUsageBytes().getValue(),
                memory.getRssBytes().getValue(),
                stats.getWritableLayer().getUsedBytes().getValue());
    }

    private static Instant time(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static @Nullable Instant timeOrNull(long nanos) {
        return nanos <= 0 ? null : time(nanos);
    }
}
