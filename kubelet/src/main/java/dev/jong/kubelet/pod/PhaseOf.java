package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.rules.ContainerRestarts;
import dev.jong.kubelet.runtime.ContainerRole;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `status.phase` of a Pod from the statuses of its containers.
final class PhaseOf {
    private final PodSpec spec;
    private final Map<String, ContainerStatus> statuses;
    private boolean pendingInit;
    private boolean pendingSidecar;
    private boolean failedInit;
    private int unknown;
    private int running;
    private int waiting;
    private int stopped;
    private int stoppedForGood;
    private int succeeded;

    private PhaseOf(PodSpec spec, List<ContainerStatus> statuses) {
        this.spec = spec;
        this.statuses =
                statuses.stream()
                        .collect(
                                Collectors.toMap(
                                        ContainerStatus::name, Function.identity(), (a, _) -> a));
    }

    /// @param terminal nothing of the Pod will be started again
    /// @param begun whether a main container is up, so that a restarting sidecar does not make the
    ///   Pod pending
    static String of(
            PodSpec spec, List<ContainerStatus> statuses, boolean terminal, boolean begun) {
        var count = new PhaseOf(spec, statuses);
        PodContainer.initial(spec).forEach(count::initial);
        PodContainer.main(spec).forEach(count::main);
        return count.phase(terminal, begun);
    }

    private void initial(PodContainer container) {
        var status = statuses.get(container.name());
        if (container.role() == ContainerRole.SIDECAR) {
            sidecar(status);
            return;
        }
        var exit = status == null ? null : exitCode(status);
        if (exit == null || status != null && status.state().running() != null) {
            pendingInit = true;
        } else if (exit != 0 && !ContainerRestarts.afterExit(spec, container.spec(), exit)) {
            failedInit = true;
        } else if (exit != 0
                && status != null
                && status.state().waiting() == null
                && status.state().terminated() == null) {
            pendingInit = true;
        }
    }

    private void sidecar(@Nullable ContainerStatus status) {
        if (status == null) {
            unknown++;
        } else if (status.state().running() != null) {
            pendingSidecar |= !Boolean.TRUE.equals(status.started());
            running++;
        } else if (status.state().terminated() == null && status.lastState().terminated() == null) {
            pendingSidecar = true;
            waiting++;
        }
    }

    private void main(PodContainer container) {
        var status = statuses.get(container.name());
        if (status == null) {
            unknown++;
            return;
        }
        if (status.state().running() != null) {
            running++;
            return;
        }
        var exit = exitCode(status);
        if (exit == null) {
            waiting++;
            return;
        }
        stopped++;
        if (!ContainerRestarts.afterExit(spec, container.spec(), exit)) {
            stoppedForGood++;
        }
        if (status.state().terminated() != null && exit == 0) {
            succeeded++;
        }
    }

    /// Of the end that is shown, or of the one before where the container waits to be started
    /// again.
    private static @Nullable Integer exitCode(ContainerStatus status) {
        var ended = status.state().terminated();
        if (ended == null && status.state().running() == null) {
            ended = status.lastState().terminated();
        }
        return ended == null ? null : ended.exitCode();
    }

    private String phase(boolean terminal, boolean begun) {
        if (failedInit) {
            return "Failed";
        }
        if (pendingInit || pendingSidecar && !begun || waiting > 0) {
            return "Pending";
        }
        if (running > 0 && unknown == 0) {
            return "Running";
        }
        if (running == 0 && stopped > 0 && unknown == 0) {
            if (!terminal && stopped != stoppedForGood) {
                return "Running";
            }
            return stopped == succeeded ? "Succeeded" : "Failed";
        }
        return "Pending";
    }
}
