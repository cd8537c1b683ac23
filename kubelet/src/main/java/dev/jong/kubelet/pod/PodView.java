package dev.jong.kubelet.pod;

import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.SandboxStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the runtime has of one Pod.
///
/// @param sandboxes newest first
/// @param containers every run of each container by its name, newest first
public record PodView(
        List<SandboxStatus> sandboxes, Map<String, List<ContainerStatus>> containers) {
    static final PodView NOTHING = new PodView(List.of(), Map.of());

    public static PodView of(List<SandboxStatus> sandboxes, List<ContainerStatus> containers) {
        var newest =
                Comparator.comparingInt(ContainerStatus::attempt)
                        .thenComparing(ContainerStatus::createdAt)
                        .reversed();
        var byName =
                containers.stream()
                        .sorted(newest)
                        .collect(Collectors.groupingBy(ContainerStatus::name));
        return new PodView(List.copyOf(sandboxes), Map.copyOf(byName));
    }

    /// The newest run.
    public @Nullable ContainerStatus latest(String name) {
        return run(name, 0);
    }

    /// The run before the newest.
    public @Nullable ContainerStatus previous(String name) {
        return run(name, 1);
    }

    private @Nullable ContainerStatus run(String name, int back) {
        var runs = containers.getOrDefault(name, List.of());
        return runs.size() > back ? runs.get(back) : null;
    }

    List<ContainerStatus> running() {
        return containers.values().stream()
                .flatMap(List::stream)
                .filter(ContainerStatus::running)
                .toList();
    }

    boolean anyContainers() {
        return !containers.isEmpty();
    }

    /// The newest sandbox.
    public Optional<SandboxStatus> sandbox() {
        return sandboxes.stream().findFirst();
    }

    /// The newest sandbox's first address; empty where there is none.
    String address() {
        return sandbox().flatMap(each -> each.addresses().stream().findFirst()).orElse("");
    }

    /// The sandbox in which containers can be started; empty where a new one is needed.
    Optional<SandboxStatus> usableSandbox(boolean hostNetwork) {
        long ready = sandboxes.stream().filter(each -> each.sandbox().ready()).count();
        return sandbox()
                .filter(each -> ready == 1 && each.sandbox().ready())
                .filter(each -> hostNetwork || !each.addresses().isEmpty());
    }

    int nextAttempt() {
        return sandbox().map(each -> each.sandbox().attempt() + 1).orElse(0);
    }
}
