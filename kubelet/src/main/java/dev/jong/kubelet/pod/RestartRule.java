package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.rules.ContainerRestarts;
import dev.jong.kubelet.runtime.ContainerRole;
import dev.jong.kubelet.runtime.ContainerStatus;
import org.jspecify.annotations.Nullable;

/// Whether an ended container runs again: its own `restartPolicyRules`, its own `restartPolicy`,
/// else the Pod's.
final class RestartRule {
    private RestartRule() {}

    /// Whether it shall be started, seen what its newest run came to.
    static boolean shouldStart(
            PodSpec spec, PodContainer container, @Nullable ContainerStatus last) {
        if (last == null) {
            return true;
        }
        if (container.role() == ContainerRole.EPHEMERAL) {
            return false;
        }
        return switch (last.state()) {
            case RUNNING -> false;
            case CREATED, UNKNOWN -> true;
            case EXITED -> ContainerRestarts.afterExit(spec, container.spec(), last.exitCode());
        };
    }

    /// Whether a container that the kubelet itself kills, for a failed probe, runs again.
    static boolean afterKill(PodSpec spec, Container container) {
        var own = container.restartPolicy();
        return !"Never".equals(own == null ? spec.restartPolicy() : own);
    }
}
