package dev.jong.kubelet.simulated;

import dev.jong.kubelet.runtime.Container;
import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ContainerState;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.ExecResult;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.LinuxResources;
import dev.jong.kubelet.runtime.NamespaceMode;
import dev.jong.kubelet.runtime.PullCredentials;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.runtime.RuntimeHealth;
import dev.jong.kubelet.runtime.RuntimeVersion;
import dev.jong.kubelet.runtime.Sandbox;
import dev.jong.kubelet.runtime.SandboxConfig;
import dev.jong.kubelet.runtime.SandboxStatus;
import dev.jong.kubelet.runtime.StreamOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Containers in name only: they start, end and answer as a [SimulatedBehaviour] says, and cost a
/// few records each.
public final class SimulatedRuntime implements Runtime {
    private static final int TERMINATED = 143;

    private final SimulatedWorld world;
    private final SimulatedBehaviour behaviour;
    private final Map<String, SimulatedSandbox> sandboxes = new ConcurrentHashMap<>();
    private final Map<String, SimulatedContainer> containers = new ConcurrentHashMap<>();
    private final Map<String, Image> images = new ConcurrentHashMap<>();
    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();

    /// `world` gives addresses, time and timers, and is shared by all nodes of a process.
    public SimulatedRuntime(SimulatedWorld world, SimulatedBehaviour behaviour) {
        this.world = world;
        this.behaviour = behaviour;
    }

    @Override
    public RuntimeVersion version() {
        return new RuntimeVersion("simulated", "1.0.0");
    }

    @Override
    public RuntimeHealth health() {
        return RuntimeHealth.GOOD;
    }

    @Override
    public boolean reachable() {
        return false;
    }

    @Override
    public String runSandbox(SandboxConfig config) {
        world.pause(behaviour.sandboxTime(config));
        var id = newId();
        boolean hostNetwork = config.namespaces().network() == NamespaceMode.NODE;
        var addresses = hostNetwork ? List.<String>of() : List.of(world.nextAddress());
        var sandbox =
                new Sandbox(
                        id,
                        config.pod(),
                        config.attempt(),
                        true,
                        world.now(),
                        config.labels(),
                        config.annotations());
        sandboxes.put(id, new SimulatedSandbox(config, new SandboxStatus(sandbox, addresses)));
        tell(config.pod().uid());
        return id;
    }

    @Override
    public void stopSandbox(String sandboxId) {
        containers.values().stream()
                .filter(container -> container.sandboxId().equals(sandboxId))
                .forEach(container -> exit(container.id(), 137));
        var stopped = sandboxes.computeIfPresent(sandboxId, (_, sandbox) -> sandbox.stopped());
        if (stopped != null) {
            tell(stopped.config().pod().uid());
        }
    }

    @Override
    public void removeSandbox(String sandboxId) {
        stopSandbox(sandboxId);
        containers.values().removeIf(container -> container.sandboxId().equals(sandboxId));
        var removed = sandboxes.remove(sandboxId);
        if (removed != null) {
            tell(removed.config().pod().uid());
        }
    }

    @Override
    public List<Sandbox> sandboxes() {
        return sandboxes.values().stream().map(each -> each.status().sandbox()).toList();
    }

    @Override
    public List<SandboxStatus> sandboxesOf(String podUid) {
        return sandboxes.values().stream()
                .filter(each -> each.config().pod().uid().equals(podUid))
                .map(SimulatedSandbox::status)
                .sorted(
                        Comparator.comparingInt((SandboxStatus each) -> each.sandbox().attempt())
                                .reversed())
                .toList();
    }

    @Override
    public String createContainer(
            String sandboxId, ContainerConfig container, SandboxConfig sandbox) {
        if (!sandboxes.containsKey(sandboxId)) {
            throw new RuntimeFailure.NotFound("sandbox " + sandboxId + " not found");
        }
        if (behaviour.course(sandbox, container) instanceof SimulatedCourse.Refused(var message)) {
            throw new RuntimeFailure.Refused(message, null);
        }
        var id = newId();
        var uid = sandbox.pod().uid();
        containers.put(
                id,
                new SimulatedContainer(
                        id,
                        sandboxId,
                        uid,
                        container,
                        ContainerState.CREATED,
                        world.now(),
                        null,
                        null,
                        0));
        tell(uid);
        return id;
    }

    @Override
    public void startContainer(String containerId) {
        var started = change(containerId, container -> container.started(world.now()));
        var sandbox = sandboxes.get(started.sandboxId());
        if (sandbox == null) {
            throw new RuntimeFailure.NotFound("sandbox " + started.sandboxId() + " not found");
        }
        switch (behaviour.course(sandbox.config(), started.config())) {
            case SimulatedCourse.Ends(var after, var code) ->
                    world.after(after, () -> exit(containerId, code));
            case SimulatedCourse.Forever(), SimulatedCourse.Refused(_) -> {}
        }
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        exit(containerId, grace.isZero() ? 137 : TERMINATED);
    }

    private void exit(String containerId, int code) {
        var now = world.now();
        var container =
                containers.computeIfPresent(
                        containerId,
                        (_, before) ->
                                before.state() == ContainerState.RUNNING
                                        ? before.exited(now, code)
                                        : before);
        if (container != null) {
            tell(container.podUid());
        }
    }

    private SimulatedContainer change(
            String containerId, UnaryOperator<SimulatedContainer> change) {
        var container =
                containers.computeIfPresent(containerId, (_, before) -> change.apply(before));
        if (container == null) {
            throw new RuntimeFailure.NotFound("container " + containerId + " not found");
        }
        tell(container.podUid());
        return container;
    }

    @Override
    public void removeContainer(String containerId) {
        var removed = containers.remove(containerId);
        if (removed != null) {
            tell(removed.podUid());
        }
    }

    @Override
    public List<Container> containers() {
        return containers.values().stream().map(SimulatedContainer::listed).toList();
    }

    @Override
    public List<ContainerStatus> containersOf(String podUid) {
        return containers.values().stream()
                .filter(each -> each.podUid().equals(podUid))
                .map(SimulatedContainer::status)
                .toList();
    }

    @Override
    public void updateResources(String containerId, LinuxResources resources) {
        running(containerId);
    }

    @Override
    public void reopenLog(String containerId) {
        running(containerId);
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        return behaviour.exec(running(containerId).config(), command);
    }

    private SimulatedContainer running(String containerId) {
        var container = containers.get(containerId);
        if (container == null || container.state() != ContainerState.RUNNING) {
            throw new RuntimeFailure.NotFound("container " + containerId + " is not running");
        }
        return container;
    }

    @Override
    public Streaming openExec(String containerId, List<String> command, StreamOptions options) {
        var config = running(containerId).config();
        return new Streaming.BuiltIn((_, stdout, _) -> {
            var result = behaviour.exec(config, command);
            stdout.write(result.output().getBytes(StandardCharsets.UTF_8));
            return result.exitCode();
        });
    }

    @Override
    public Streaming openAttach(String containerId, StreamOptions options) {
        running(containerId);
        return new Streaming.BuiltIn((stdin, stdout, _) -> {
            stdin.transferTo(stdout);
            return 0;
        });
    }

    @Override
    public Streaming openPortForward(String sandboxId) {
        return new Streaming.BuiltIn((stdin, stdout, _) -> {
            stdin.transferTo(stdout);
            return 0;
        });
    }

    @Override
    public Optional<Image> image(String reference) {
        return Optional.ofNullable(images.get(reference));
    }

    @Override
    public String pullImage(String reference, PullCredentials credentials) {
        world.pause(behaviour.pullTime(reference));
        if (!behaviour.imageExists(reference)) {
            throw new RuntimeFailure.NotFound(
                    "rpc error: code = NotFound desc = failed to pull and unpack image \""
                            + reference
                            + "\": failed to resolve reference \""
                            + reference
                            + "\": "
                            + reference
                            + ": not found");
        }
        return images.computeIfAbsent(reference, SimulatedImages::image).id();
    }

    @Override
    public void removeImage(String reference) {
        images.remove(reference);
    }

    @Override
    public List<Image> images() {
        return List.copyOf(images.values());
    }

    @Override
    public List<ContainerUsage> usage() {
        var now = world.now();
        return containers.values().stream()
                .filter(each -> each.state() == ContainerState.RUNNING)
                .map(each ->
                        new ContainerUsage(
                                each.id(),
                                each.podUid(),
                                each.config().name(),
                                now,
                                runningNanos(each, now) / 1000,
                                1 << 20,
                                1 << 20,
                                1 << 20,
                                0))
                .toList();
    }

    private static long runningNanos(SimulatedContainer container, Instant now) {
        var started = container.startedAt();
        return started == null ? 0 : Duration.between(started, now).toNanos();
    }

    @Override
    public Subscription watch(Consumer<String> onChange) {
        watchers.add(onChange);
        return () -> watchers.remove(onChange);
    }

    private void tell(String podUid) {
        watchers.forEach(watcher -> watcher.accept(podUid));
    }

    private static String newId() {
        return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
    }

    @Override
    public void close() {
        watchers.clear();
    }

    private record SimulatedSandbox(SandboxConfig config, SandboxStatus status) {
        SimulatedSandbox stopped() {
            var now = status.sandbox();
            var sandbox =
                    new Sandbox(
                            now.id(),
                            now.pod(),
                            now.attempt(),
                            false,
                            now.createdAt(),
                            now.labels(),
                            now.annotations());
            return new SimulatedSandbox(config, new SandboxStatus(sandbox, status.addresses()));
        }
    }
}
