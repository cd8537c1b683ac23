package dev.jong.kubelet.runtime;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs sandboxes and containers on one node. Calls block; every failure is a [RuntimeFailure].
///
/// Stopping and removing what is not there succeeds: callers repeat themselves after a restart.
public interface Runtime extends AutoCloseable {
    /// Name and version as the node reports them, e.g. `containerd`, `1.6.20`.
    RuntimeVersion version();

    RuntimeHealth health();

    /// Makes the sandbox and its network; answers its id once it is ready.
    String runSandbox(SandboxConfig config);

    void stopSandbox(String sandboxId);

    void removeSandbox(String sandboxId);

    /// Every sandbox that a kubelet made, running or not.
    List<Sandbox> sandboxes();

    /// As [#sandboxes()], of one Pod, newest first, with addresses.
    List<SandboxStatus> sandboxesOf(String podUid);

    String createContainer(String sandboxId, ContainerConfig container, SandboxConfig sandbox);

    void startContainer(String containerId);

    /// Sends the stop signal, waits `grace`, then kills. Returns when the container is gone.
    void stopContainer(String containerId, Duration grace);

    void removeContainer(String containerId);

    /// Every container that a kubelet made, running or not.
    List<Container> containers();

    /// Full status of one Pod's containers.
    List<ContainerStatus> containersOf(String podUid);

    void updateResources(String containerId, LinuxResources resources);

    /// Asks the runtime to write on into a fresh log file, after the old one was renamed.
    void reopenLog(String containerId);

    /// Runs a command to its end inside a container.
    ExecResult exec(String containerId, List<String> command, Duration timeout);

    Streaming openExec(String containerId, List<String> command, StreamOptions options);

    Streaming openAttach(String containerId, StreamOptions options);

    Streaming openPortForward(String sandboxId);

    Optional<Image> image(String reference);

    /// Fetches an image and answers its reference.
    String pullImage(String reference, PullCredentials credentials);

    void removeImage(String reference);

    List<Image> images();

    List<ContainerUsage> usage();

    /// What everything on the node uses.
    default NodeUsage nodeUsage() {
        return NodeUsage.sum(usage());
    }

    /// Where images and containers' files lie on this machine, if the runtime tells.
    default Optional<Path> imageFolder() {
        return Optional.empty();
    }

    /// Calls `onChange` with the Pod's UID whenever a sandbox or container of it may have changed
    /// state, until the answer is closed. May be called from any thread and must return at once.
    Subscription watch(Consumer<String> onChange);

    /// Whether the addresses of its sandboxes lead anywhere. Where not, network probes and hooks
    /// are taken as answered.
    default boolean reachable() {
        return true;
    }

    /// Looks at once instead of at the next regular look, after something was started or stopped.
    default void refresh() {}

    @Override
    void close();

    /// Ends a [#watch].
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /// How bytes reach a process inside.
    sealed interface Streaming {
        /// A streaming server of the runtime to which the whole upgraded connection is forwarded.
        record Forward(URI address) implements Streaming {}

        /// The runtime has no server of its own: the kubelet serves this small process itself.
        record BuiltIn(SimulatedProcess process) implements Streaming {}
    }
}
