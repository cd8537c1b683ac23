package dev.jong.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Where one cluster keeps its state: `$JONG_HOME`, by default `~/.jong`.
public record Home(Path root) {
    public Home {
        root = root.toAbsolutePath().normalize();
    }

    public static Home of(Map<String, String> environment) {
        var named = environment.get("JONG_HOME");
        if (named != null && !named.isBlank()) {
            return new Home(Path.of(named));
        }
        var user = environment.get("HOME");
        return new Home(Path.of(user == null ? System.getProperty("user.home") : user, ".jong"));
    }

    /// The store's log and snapshots.
    public Path data() {
        return root.resolve("data");
    }

    public Path pki() {
        return root.resolve("pki");
    }

    /// Configuration, images, state and socket of the private containerd.
    public Path containerd() {
        return root.resolve("containerd");
    }

    public Path containerdSocket() {
        return containerd().resolve("containerd.sock");
    }

    /// Pod volumes and the kubelet's checkpoints.
    public Path kubelet() {
        return root.resolve("kubelet");
    }

    /// `/var/log/pods` of this cluster.
    public Path podLogs() {
        return logs().resolve("pods");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /// Image archives made here.
    public Path images() {
        return root.resolve("images");
    }

    public Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    /// Kernel settings as they were before.
    public Path hostSettings() {
        return root.resolve("host-settings");
    }

    /// What the background process says about itself.
    public Path state() {
        return root.resolve("state");
    }

    /// Held locked by the process that runs the cluster.
    public Path lock() {
        return root.resolve("lock");
    }

    /// Makes the folders; only their owner may look in.
    public void create() {
        try {
            var ownerOnly =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root, ownerOnly);
            }
            for (var folder :
                    new Path[] {
                        data(), pki(), containerd(), kubelet(), logs(), podLogs(), images()
                    }) {
                Files.createDirectories(folder, ownerOnly);
            }
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot write to "
                            + root
                            + " ("
                            + e.getMessage()
                            + "): set JONG_HOME to a folder that is yours",
                    e);
        }
    }
}
