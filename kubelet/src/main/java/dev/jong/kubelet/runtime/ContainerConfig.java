package dev.jong.kubelet.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container to be made.
///
/// @param attempt how often this container ran in this Pod before
/// @param image reference by which the runtime knows the image
/// @param command replaces the image's entry point unless empty
/// @param logPath relative to the sandbox's log directory
public record ContainerConfig(
        String name,
        int attempt,
        ContainerRole role,
        String image,
        String userImage,
        List<String> command,
        List<String> arguments,
        String workingDirectory,
        List<Variable> environment,
        List<Mount> mounts,
        Map<String, String> labels,
        Map<String, String> annotations,
        String logPath,
        boolean stdin,
        boolean stdinOnce,
        boolean tty,
        LinuxResources resources,
        Security security) {
    public ContainerConfig {
        command = List.copyOf(command);
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        mounts = List.copyOf(mounts);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /// One environment variable.
    public record Variable(String name, String value) {}

    /// A file or folder of the node shown inside.
    public record Mount(
            String hostPath,
            String containerPath,
            boolean readOnly,
            boolean recursiveReadOnly,
            Propagation propagation) {
        public enum Propagation {
            PRIVATE,
            HOST_TO_CONTAINER,
            BIDIRECTIONAL
        }
    }

    /// What the processes may do.
    ///
    /// @param runAsUser null: the image's user
    public record Security(
            NamespaceOptions namespaces,
            boolean privileged,
            @Nullable Long runAsUser,
            String runAsUserName,
            @Nullable Long runAsGroup,
            List<Long> supplementalGroups,
            boolean strictGroups,
            boolean readOnlyRoot,
            boolean noNewPrivileges,
            List<String> addCapabilities,
            List<String> dropCapabilities,
            SeccompProfile seccomp,
            List<String> maskedPaths,
            List<String> readOnlyPaths) {
        public Security {
            supplementalGroups = List.copyOf(supplementalGroups);
            addCapabilities = List.copyOf(addCapabilities);
            dropCapabilities = List.copyOf(dropCapabilities);
            maskedPaths = List.copyOf(maskedPaths);
            readOnlyPaths = List.copyOf(readOnlyPaths);
        }
    }
}
