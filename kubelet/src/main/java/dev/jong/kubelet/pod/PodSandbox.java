package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.runtime.SandboxConfig;
import dev.jong.kubelet.runtime.SandboxStatus;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes a Pod's sandbox where its plan asks for one.
record PodSandbox(PodWorker.Parts parts, Pod pod) {
    record Ready(SandboxStatus status, SandboxConfig config) {}

    /// The sandbox to start containers in; null where there is none yet.
    @Nullable Ready ensure(PodPlan plan, PodView view) {
        boolean hostNetwork = Boolean.TRUE.equals(pod.spec().hostNetwork());
        if (!plan.newSandbox()) {
            return view.usableSandbox(hostNetwork)
                    .map(status -> new Ready(status, config(status.sandbox().attempt())))
                    .orElse(null);
        }
        if (view.sandbox().isPresent()) {
            if (view.anyContainers()) {
                parts.events()
                        .about(
                                pod,
                                false,
                                "SandboxChanged",
                                "Pod sandbox changed, it will be killed and re-created.");
            }
            dropOld(view);
        }
        return make(view.nextAttempt());
    }

    private void dropOld(PodView view) {
        view.running()
                .forEach(each -> parts.runtime().stopContainer(each.id(), Duration.ofSeconds(2)));
        view.sandboxes().forEach(each -> parts.runtime().stopSandbox(each.sandbox().id()));
        view.sandboxes().stream()
                .skip(1)
                .forEach(each -> parts.runtime().removeSandbox(each.sandbox().id()));
    }

    private @Nullable Ready make(int attempt) {
        var config = config(attempt);
        try {
            var name = PodKey.text(pod.spec().runtimeClassName());
            if (!name.isEmpty() && config.handler().isEmpty()) {
                throw new RuntimeFailure.Refused(
                        "failed to get sandbox runtime: runtimeclass.node.k8s.io \""
                                + name
                                + "\" not found",
                        null);
            }
            if (!config.cgroupParent().isEmpty()) {
                PodCgroup.create(config.cgroupParent(), pod);
            }
            var id = parts.runtime().runSandbox(config);
            return parts.runtime().sandboxesOf(config.pod().uid()).stream()
                    .filter(each -> each.sandbox().id().equals(id))
                    .findFirst()
                    .map(status -> new Ready(parts.node().addressed(pod, status), config))
                    .orElse(null);
        } catch (RuntimeFailure | IOException e) {
            parts.events()
                    .about(
                            pod,
                            true,
                            "FailedCreatePodSandBox",
                            "Failed to create pod sandbox: " + e.getMessage());
            return null;
        }
    }

    private SandboxConfig config(int attempt) {
        return SandboxConfigs.of(pod, attempt, parts.node(), parts.nodesDns().get(), handler());
    }

    /// Of the Pod's RuntimeClass. A class of that name may be gone when containers are started in a
    /// sandbox that stands: it has its handler then.
    private String handler() {
        var name = PodKey.text(pod.spec().runtimeClassName());
        return name.isEmpty()
                ? ""
                : parts.configs()
                        .objects()
                        .runtimeClass(name)
                        .map(found -> found.handler())
                        .orElse("");
    }
}
