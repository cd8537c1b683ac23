package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.ContainerRole;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Stops a whole Pod: main containers together, then sidecars in reverse order, at last the
/// sandbox. Runs on a thread of its own and repeats until it succeeds.
final class PodStop {
    private static final int RETRY_MILLIS = 1_000;

    private final Pod pod;
    private final Runtime runtime;
    private final ContainerStop stop;
    private final Supplier<PodView> view;
    private final Consumer<String> problem;
    private final Runnable done;
    private volatile Instant due;

    /// @param view looks at the Pod in the runtime
    PodStop(
            Pod pod,
            Instant due,
            Runtime runtime,
            ContainerStop stop,
            Supplier<PodView> view,
            Consumer<String> problem,
            Runnable done) {
        this.pod = pod;
        this.due = due;
        this.runtime = runtime;
        this.stop = stop;
        this.view = view;
        this.problem = problem;
        this.done = done;
    }

    PodStop start() {
        Thread.ofVirtual().name("stop-" + PodKey.text(pod.metadata().name())).start(this::run);
        return this;
    }

    /// Leaves the containers less time than was said before.
    void hurry(Instant sooner) {
        if (sooner.isBefore(due)) {
            due = sooner;
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            inParallel(view.get().running(), each -> stop.hurry(each.id(), sooner));
                        } catch (RuntimeFailure e) {
                            problem.accept(e.getMessage());
                        }
                    });
        }
    }

    private void run() {
        while (true) {
            try {
                stopAll();
                done.run();
                return;
            } catch (RuntimeFailure e) {
                problem.accept(e.getMessage());
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void stopAll() {
        var now = view.get();
        var address = now.address();
        var sidecars = new ArrayList<ContainerStatus>();
        var others = new ArrayList<ContainerStatus>();
        for (var container : PodContainer.all(pod.spec())) {
            var run = now.latest(container.name());
            if (run != null && run.running()) {
                (container.role() == ContainerRole.SIDECAR ? sidecars : others).add(run);
            }
        }
        inParallel(others, each -> stopOne(each, address));
        Collections.reverse(sidecars);
        sidecars.forEach(each -> stopOne(each, address));
        now.running().stream()
                .filter(each -> !sidecars.contains(each) && !others.contains(each))
                .forEach(each -> stop.hurry(each.id(), due));
        now.sandboxes().forEach(each -> runtime.stopSandbox(each.sandbox().id()));
        runtime.refresh();
    }

    private void stopOne(ContainerStatus run, String address) {
        PodContainer.find(pod.spec(), run.name())
                .ifPresent(container -> stop.stop(pod, container, run, address, "", due));
        runtime.refresh();
    }

    private static void inParallel(
            List<ContainerStatus> containers, Consumer<ContainerStatus> action) {
        var failures = Collections.synchronizedList(new ArrayList<RuntimeFailure>());
        var threads =
                containers.stream()
                        .map(each ->
                                Thread.ofVirtual()
                                        .name("stop-" + each.name())
                                        .start(() -> {
                                            try {
                                                action.accept(each);
                                            } catch (RuntimeFailure e) {
                                                failures.add(e);
                                            }
                                        }))
                        .toList();
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }
}
