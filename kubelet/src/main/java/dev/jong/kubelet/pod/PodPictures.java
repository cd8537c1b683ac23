package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.Runtime;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Looks at a Pod in the runtime, and at what its ended containers left to say.
final class PodPictures {
    private final Runtime runtime;
    private final PodFiles files;
    private final Set<String> dying = ConcurrentHashMap.newKeySet();
    private final NodeFacts node;
    private final Map<String, String> messages = new ConcurrentHashMap<>();

    PodPictures(Runtime runtime, PodFiles files, NodeFacts node) {
        this.runtime = runtime;
        this.node = node;
        this.files = files;
    }

    PodView look(Pod pod) {
        var uid = PodKey.of(pod).uid();
        var containers =
                runtime.containersOf(uid).stream().map(each -> withMessage(pod, each)).toList();
        var sandboxes =
                runtime.sandboxesOf(uid).stream().map(each -> node.addressed(pod, each)).toList();
        return PodView.of(sandboxes, containers);
    }

    private ContainerStatus withMessage(Pod pod, ContainerStatus run) {
        if (!run.exited()) {
            return run;
        }
        var said =
                messages.computeIfAbsent(
                        run.id(),
                        _ ->
                                PodContainer.find(pod.spec(), run.name())
                                        .map(container ->
                                                files.terminationMessage(pod, container, run))
                                        .orElse(""));
        return said.isEmpty() ? run : run.withMessage(said);
    }

    /// False where it is being killed already.
    boolean beginKill(String containerId) {
        return dying.add(containerId);
    }

    void endKill(String containerId) {
        dying.remove(containerId);
    }
}
