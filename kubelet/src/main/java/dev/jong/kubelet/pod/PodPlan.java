package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.rules.ContainerRestarts;
import dev.jong.kubelet.runtime.ContainerRole;
import dev.jong.kubelet.runtime.ContainerState;
import dev.jong.kubelet.runtime.ContainerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one active Pod needs next.
///
/// @param newSandbox whether a sandbox must be made; what runs in an older one is stopped first
/// @param start in this order
/// @param finished nothing runs and nothing shall run again
record PodPlan(boolean newSandbox, List<PodContainer> start, List<Kill> kill, boolean finished) {
    PodPlan {
        start = List.copyOf(start);
        kill = List.copyOf(kill);
    }

    /// A running container to be stopped while its Pod goes on.
    ///
    /// @param grace of the probe that failed; null: the Pod's
    record Kill(
            PodContainer container,
            ContainerStatus status,
            String message,
            @Nullable Duration grace) {}

    static PodPlan of(PodSpec spec, PodView view, Probed probed) {
        boolean hostNetwork = Boolean.TRUE.equals(spec.hostNetwork());
        return view.usableSandbox(hostNetwork).isEmpty()
                ? withoutSandbox(spec, view)
                : new Draft(spec, view, probed).plan();
    }

    /// The sandbox is missing or dead: begin again, unless the Pod was done.
    private static PodPlan withoutSandbox(PodSpec spec, PodView view) {
        boolean hadSandbox = view.sandbox().isPresent();
        if ("Never".equals(spec.restartPolicy()) && hadSandbox && view.anyContainers()) {
            return new PodPlan(false, List.of(), List.of(), true);
        }
        var main =
                PodContainer.main(spec).stream()
                        .filter(each -> !succeededForGood(spec, each, view))
                        .toList();
        boolean begun =
                spec.containers().stream().anyMatch(each -> view.latest(each.name()) != null);
        if (main.isEmpty() && begun) {
            return new PodPlan(false, List.of(), List.of(), true);
        }
        var initial = PodContainer.initial(spec);
        return new PodPlan(
                true, initial.isEmpty() ? main : initial.subList(0, 1), List.of(), false);
    }

    private static boolean succeededForGood(PodSpec spec, PodContainer container, PodView view) {
        var last = view.latest(container.name());
        var own = container.spec().restartPolicy();
        var policy = own == null ? spec.restartPolicy() : own;
        return "OnFailure".equals(policy) && last != null && last.exited() && last.exitCode() == 0;
    }

    /// Collects the answer for a Pod whose sandbox stands.
    private static final class Draft {
        private final PodSpec spec;
        private final PodView view;
        private final Probed probed;
        private final List<PodContainer> start = new ArrayList<>();
        private final List<Kill> kill = new ArrayList<>();

        Draft(PodSpec spec, PodView view, Probed probed) {
            this.spec = spec;
            this.view = view;
            this.probed = probed;
        }

        PodPlan plan() {
            PodContainer.ephemeral(spec).stream()
                    .filter(each -> view.latest(each.name()) == null)
                    .forEach(start::add);
            var initial = PodContainer.initial(spec);
            var gate = initial.isEmpty() ? Gate.OPEN : initial(initial);
            return switch (gate) {
                case FAILED -> new PodPlan(false, List.of(), List.of(), true);
                case CLOSED -> new PodPlan(false, start, kill, false);
                case OPEN -> main();
            };
        }

        private PodPlan main() {
            int kept = 0;
            int begun = start.size();
            for (var container : PodContainer.main(spec)) {
                var last = view.latest(container.name());
                if (last == null || last.state() != ContainerState.RUNNING) {
                    if (RestartRule.shouldStart(spec, container, last)) {
                        start.add(container);
                    }
                } else if (!killIfUnwell(container, last, "Container")) {
                    kept++;
                } else if (RestartRule.afterKill(spec, container.spec())) {
                    kept++;
                }
            }
            boolean finished = kept == 0 && start.size() == begun;
            return finished
                    ? new PodPlan(false, List.of(), kill, kill.isEmpty())
                    : new PodPlan(false, start, kill, false);
        }

        /// Init containers one after the other; sidecars are kept alive beside.
        private Gate initial(List<PodContainer> initial) {
            boolean begun =
                    spec.containers().stream()
                            .map(each -> view.latest(each.name()))
                            .anyMatch(Draft::alive);
            if (begun) {
                initial.stream()
                        .filter(each -> each.role() == ContainerRole.SIDECAR)
                        .forEach(this::keepSidecar);
                return Gate.OPEN;
            }
            int reached = lastStarted(initial);
            for (int at = 0; at < reached; at++) {
                if (initial.get(at).role() == ContainerRole.SIDECAR) {
                    keepSidecar(initial.get(at));
                }
            }
            if (reached < 0) {
                start.add(initial.getFirst());
                return Gate.CLOSED;
            }
            var step = step(initial.get(reached));
            if (step == Gate.OPEN && reached + 1 < initial.size()) {
                start.add(initial.get(reached + 1));
                return Gate.CLOSED;
            }
            return step;
        }

        private int lastStarted(List<PodContainer> initial) {
            for (int at = initial.size() - 1; at >= 0; at--) {
                if (view.latest(initial.get(at).name()) != null) {
                    return at;
                }
            }
            return -1;
        }

        /// Whether what follows this init container may start.
        private Gate step(PodContainer container) {
            var last = Optional.ofNullable(view.latest(container.name())).orElseThrow();
            if (container.role() == ContainerRole.SIDECAR) {
                keepSidecar(container);
                boolean up =
                        last.running()
                                && (container.spec().startupProbe() == null
                                        || Boolean.TRUE.equals(probed.startup().get(last.id())));
                return up ? Gate.OPEN : Gate.CLOSED;
            }
            return switch (last.state()) {
                case RUNNING -> Gate.CLOSED;
                case CREATED, UNKNOWN -> again(container);
                case EXITED -> {
                    if (last.exitCode() == 0) {
                        yield Gate.OPEN;
                    }
                    yield ContainerRestarts.afterExit(spec, container.spec(), last.exitCode())
                            ? again(container)
                            : Gate.FAILED;
                }
            };
        }

        private Gate again(PodContainer container) {
            start.add(container);
            return Gate.CLOSED;
        }

        private void keepSidecar(PodContainer container) {
            var last = view.latest(container.name());
            if (last == null || !last.running()) {
                start.add(container);
            } else {
                killIfUnwell(container, last, "Init container");
            }
        }

        private boolean killIfUnwell(PodContainer container, ContainerStatus status, String what) {
            var startup = container.spec().startupProbe();
            var liveness = container.spec().livenessProbe();
            var again = RestartRule.afterKill(spec, container.spec()) ? ", will be restarted" : "";
            if (liveness != null && probed.failedLiveness(status.id())) {
                kill(
                        container,
                        status,
                        what + " " + container.name() + " failed liveness probe" + again,
                        liveness.terminationGracePeriodSeconds());
            } else if (startup != null && probed.failedStartup(status.id())) {
                kill(
                        container,
                        status,
                        what + " " + container.name() + " failed startup probe" + again,
                        startup.terminationGracePeriodSeconds());
            } else {
                return false;
            }
            return true;
        }

        private void kill(
                PodContainer container,
                ContainerStatus status,
                String message,
                @Nullable Long seconds) {
            kill.add(
                    new Kill(
                            container,
                            status,
                            message,
                            seconds == null ? null : Duration.ofSeconds(seconds)));
        }

        private static boolean alive(@Nullable ContainerStatus status) {
            return status != null
                    && (status.state() == ContainerState.RUNNING
                            || status.state() == ContainerState.CREATED);
        }
    }

    private enum Gate {
        OPEN,
        CLOSED,
        FAILED
    }
}
