package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import java.util.Objects;

/// Does what a [PodPlan] asks for: the sandbox, then what is to be killed, resized and started.
final class PlanWork {
    private final PodWorker.Parts parts;
    private final PodAgenda agenda;
    private final PodReport report;
    private final PodPictures pictures;
    private final PodResize resize;
    private final PodKills kills;
    private final ContainerStart starts;
    private final FilesUpkeep upkeep;
    private final InterruptibleSection hooks = new InterruptibleSection();

    PlanWork(
            PodWorker.Parts parts,
            PodAgenda agenda,
            PodReport report,
            PodPictures pictures,
            PodResize resize,
            ContainerStop stops) {
        this.parts = parts;
        this.agenda = agenda;
        this.report = report;
        this.pictures = pictures;
        this.resize = resize;
        this.kills = new PodKills(parts, stops, pictures, agenda::look);
        this.starts =
                new ContainerStart(
                        parts.runtime(),
                        parts.configs(),
                        parts.images(),
                        parts.prober(),
                        parts.events(),
                        parts.clock(),
                        agenda::look);
        this.upkeep = new FilesUpkeep(parts);
    }

    /// Waits no longer for the hooks of containers that start. From any thread.
    void interruptHooks() {
        hooks.interrupt();
    }

    /// What volumes show is looked at the next time, however short ago that was done. From any
    /// thread.
    void hurryFiles() {
        upkeep.hurry();
    }

    /// @param granted the Pod with what its node grants it
    void perform(PodPlan plan, Pod granted, PodView view) {
        agenda.lookAgain(upkeep.keep(report.pod(), view));
        var sandbox = new PodSandbox(parts, report.pod()).ensure(plan, view);
        if (sandbox == null) {
            agenda.retry();
            return;
        }
        plan.kill().forEach(kill -> kill(kill, view.address()));
        var before = resize.state();
        resize.give(granted, view).forEach(kill -> kill(kill, view.address()));
        var current = plan.newSandbox() ? pictures.look(report.pod()) : view;
        if (plan.newSandbox()) {
            report.tell(current, false);
        }
        for (var container : plan.start()) {
            if (!start(granted, container, current, sandbox)) {
                break;
            }
        }
        if (!plan.start().isEmpty() || !plan.kill().isEmpty() || !resize.state().equals(before)) {
            parts.runtime().refresh();
            report.tell(pictures.look(report.pod()), false);
        }
    }

    /// Whether the next container may be tried too.
    private boolean start(
            Pod granted, PodContainer container, PodView view, PodSandbox.Ready sandbox) {
        if (agenda.hasEnd()) {
            return false;
        }
        var result =
                hooks.call(() ->
                        starts.start(
                                granted,
                                container,
                                view,
                                sandbox.status(),
                                sandbox.config(),
                                () -> !agenda.hasEnd()));
        return switch (result) {
            case ContainerStart.Result.Started() -> {
                report.started(container.name());
                resize.started(container.name());
                agenda.look();
                yield true;
            }
            case ContainerStart.Result.Pulling() -> false;
            case ContainerStart.Result.NotYet(var why, var again) -> {
                report.waits(container.name(), why);
                agenda.lookAgain(again);
                yield true;
            }
        };
    }

    private void kill(PodPlan.Kill kill, String address) {
        var due =
                parts.clock()
                        .instant()
                        .plus(
                                Objects.requireNonNullElse(
                                        kill.grace(), PodWorker.grace(report.pod())));
        kills.begin(report.pod(), kill, address, due);
    }
}
