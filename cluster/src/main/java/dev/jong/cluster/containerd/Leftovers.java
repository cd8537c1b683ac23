package dev.jong.cluster.containerd;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.machine.Cgroups;
import dev.jong.cluster.machine.Processes;
import dev.jong.cluster.machine.Program;
import dev.jong.foundation.FolderTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Ends what a cluster left running on this machine and removes what it left in the kernel, also
/// after a crash. It looks only at what carries the path of this cluster.
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// What runs as the first process of a container mostly ignores the polite signal.
    private static final Duration PATIENCE_WITH_CONTAINERS = Duration.ofMillis(500);

    private final ContainerdFolder folder;
    private final Path home;

    public Leftovers(ContainerdFolder folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    public void clear() {
        // Containerd first, or it would clean up after what ends now while we do.
        Containerd.running(folder)
                .ifPresent(containerd -> Processes.end(List.of(containerd), PATIENCE));
        var shims = shims();
        Processes.end(
                shims.stream().flatMap(ProcessHandle::descendants).toList(),
                PATIENCE_WITH_CONTAINERS);
        Processes.end(shims, Duration.ZERO);
        unmount();
        Cgroups.removeEmpty();
        removeAddresses();
    }

    /// One per Pod; they are started by containerd and outlive it.
    private List<ProcessHandle> shims() {
        var socket = folder.socket().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    var words = commandLine(process);
                    return words.size() > 1
                            && words.getFirst().contains("containerd-shim")
                            && words.contains(socket);
                })
                .toList();
    }

    private static List<String> commandLine(ProcessHandle process) {
        try {
            return List.of(
                    Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                            .split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }

    /// Everything mounted below the home, innermost first.
    private void unmount() {
        for (var mount : mountsBelow(home).reversed()) {
            var result = Program.run(List.of("umount", "-l", mount));
            if (!result.succeeded() && mountsBelow(home).contains(mount)) {
                throw new ClusterException.ProgramFailed(
                        "cannot unmount " + mount + ": " + result.output());
            }
        }
    }

    private static List<String> mountsBelow(Path folder) {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            var prefix = folder + "/";
            return lines.map(line -> line.split(" ", -1)[4].replace("\\040", " "))
                    .filter(mount -> mount.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot read the mounts of this machine: " + e.getMessage(), e);
        }
    }

    private void removeAddresses() {
        delete(folder.state());
        delete(folder.root().resolve("addresses"));
        delete(folder.root().resolve("runc"));
        var results = Path.of("/var/lib/cni/results");
        if (Files.isDirectory(results)) {
            try (var files = Files.list(results)) {
                for (var file : files.filter(this::isOurs).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new ClusterException.Refused(
                        "cannot clear " + results + ": " + e.getMessage(), e);
            }
        }
        for (var empty :
                List.of(
                        "/var/lib/cni/results",
                        "/var/lib/cni",
                        "/run/containerd/s",
                        "/run/containerd")) {
            deleteIfEmpty(Path.of(empty));
        }
    }

    /// The plugins remember a Pod of ours: other clusters on this machine have networks of the same
    /// names, but the Pod's network namespace is mounted below our folder.
    private boolean isOurs(Path result) {
        try {
            return Files.readString(result).contains(folder.state() + "/");
        } catch (IOException _) {
            return false;
        }
    }

    private static void deleteIfEmpty(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException _) {
            // Others use it too.
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }

    /// Deletes a folder with everything in it.
    public static void delete(Path path) {
        try {
            FolderTree.delete(path);
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }
}
