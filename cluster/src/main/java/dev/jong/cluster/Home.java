package dev.jong.cluster;

import dev.jong.cluster.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /// What the background process logs.
    public Path logFile() {
        return logs().resolve("jong.log");
    }

    /// Image archives made here.
    public Path images() {
        return root.resolve("images");
    }

    public Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    /// What was chosen about the kubelet, where something was: upstream's `KubeletConfiguration`.
    public Path kubeletConfiguration() {
        return root.resolve("kubelet.yaml");
    }

    /// Kernel settings as they were before.
    public Path hostSettings() {
        return root.resolve("host-settings");
    }

    /// What the background process says about itself.
    public Path state() {
        return root.resolve("state");
    }

    /// What lets another machine join.
    public Path token() {
        return root.resolve("token");
    }

    /// This server's member of the cluster's own etcd.
    public Path etcd() {
        return root.resolve("etcd");
    }

    /// Snapshots of the cluster's state.
    public Path snapshots() {
        return root.resolve("snapshots");
    }

    /// The servers that an agent has heard of.
    public Path servers() {
        return root.resolve("servers");
    }

    /// What lets another server take part.
    public Path serverToken() {
        return root.resolve("server-token");
    }

    /// Homes of the cluster's further nodes on this machine.
    public Path nodes() {
        return root.resolve("nodes");
    }

    /// Homes of further nodes that are there, in the order of their numbers.
    public List<Home> nodeHomes() {
        if (!Files.isDirectory(nodes())) {
            return List.of();
        }
        try (var found = Files.list(nodes())) {
            return found.sorted(Comparator.comparingInt(Home::number)).map(Home::new).toList();
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + nodes() + ": " + e.getMessage(), e);
        }
    }

    /// Home of a further node.
    ///
    /// @param number from 2 on: the first node lives in this home itself
    public Home node(int number) {
        return new Home(nodes().resolve(Integer.toString(number)));
    }

    /// The number of the further node whose home this is.
    public int number() {
        return number(root);
    }

    /// The name of the further node whose home this is.
    public String nodeName() {
        return Machine.nodeName() + "-" + number();
    }

    private static int number(Path home) {
        try {
            return Integer.parseInt(home.getFileName().toString());
        } catch (NumberFormatException e) {
            throw new ClusterException.Refused(home + " is not the home of a node", e);
        }
    }

    /// All that a cluster keeps here but its snapshots, which are to outlive it, and what is left
    /// of files that could not be written to their end.
    public List<Path> everything() {
        var all =
                new ArrayList<>(List.of(data(), pki(), containerd(), kubelet(), logs(), images()));
        all.add(nodes());
        all.add(etcd());
        for (var file :
                List.of(
                        state(),
                        token(),
                        serverToken(),
                        servers(),
                        kubeconfig(),
                        kubeletConfiguration(),
                        hostSettings())) {
            all.add(file);
            all.add(partial(file));
        }
        all.add(lock());
        all.addAll(setAside());
        return all;
    }

    /// Data as they were before they were moved or mended.
    private List<Path> setAside() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var files = Files.list(root)) {
            return files.filter(file ->
                            Stream.of(data(), etcd())
                                    .anyMatch(folder ->
                                            file.getFileName()
                                                    .toString()
                                                    .startsWith(folder.getFileName() + ".before-")))
                    .toList();
        } catch (IOException e) {
            throw new ClusterException.Refused("cannot read " + root + ": " + e.getMessage(), e);
        }
    }

    /// Where a file is written before it takes its place.
    public static Path partial(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
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
