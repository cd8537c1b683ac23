package dev.jong.kubelet.simulated;

import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ExecResult;
import dev.jong.kubelet.runtime.SandboxConfig;
import java.time.Duration;
import java.util.List;

/// What simulated containers and images do. Every method has the usual answer: override what a test
/// is about.
public interface SimulatedBehaviour {
    SimulatedBehaviour USUAL = new SimulatedBehaviour() {};

    /// How this run of a container goes.
    default SimulatedCourse course(SandboxConfig sandbox, ContainerConfig container) {
        return SimulatedCommands.course(container);
    }

    /// Whether a registry has it. Names that say they do not exist, do not.
    default boolean imageExists(String reference) {
        return SimulatedImages.plausible(reference);
    }

    /// How long a pull takes.
    default Duration pullTime(String reference) {
        return Duration.ZERO;
    }

    /// How long a sandbox takes.
    default Duration sandboxTime(SandboxConfig sandbox) {
        return Duration.ZERO;
    }

    /// What a command inside a running container answers; probes and hooks ask this too.
    default ExecResult exec(ContainerConfig container, List<String> command) {
        return SimulatedCommands.exec(command);
    }
}
