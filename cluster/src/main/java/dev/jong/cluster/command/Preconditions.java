package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.machine.Machine;
import dev.jong.cluster.machine.Packages;
import dev.jong.cluster.node.WorkerNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What must hold before a cluster starts on this machine.
final class Preconditions {
    private static final long LEAST_MEBIBYTES = 100;

    private Preconditions() {}

    static void check(Consumer<String> progress) {
        requireRoot("start a cluster");
        var missing = Machine.missingKernelFeatures();
        if (!missing.isEmpty()) {
            throw new ClusterException.Refused(
                    "this machine's kernel cannot run containers; it lacks "
                            + String.join(", ", missing)
                            + ": enable that, or use another machine");
        }
        Packages.require(progress);
    }

    /// Room for the images that a cluster brings along and for its first log.
    static void requireSpace(Path home) {
        var existing = home;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            var free = Files.getFileStore(existing).getUsableSpace() >> 20;
            if (free < LEAST_MEBIBYTES) {
                throw new ClusterException.Refused(
                        "the disk of "
                                + home
                                + " has "
                                + free
                                + " MiB left, too little for a cluster: make room for "
                                + LEAST_MEBIBYTES
                                + " MiB, or set JONG_HOME to a folder on another disk");
            }
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot look at the disk of " + home + ": " + e.getMessage(), e);
        }
    }

    static void requireRoot(String purpose) {
        if (!Machine.isRoot()) {
            throw new ClusterException.Refused(
                    "only root may " + purpose + " on this machine: run it with sudo");
        }
    }

    /// One cluster runs on a machine at a time: its kubelet's port tells.
    static void requireFreePorts(int apiPort) {
        if (!isFree(apiPort)) {
            throw new ClusterException.Refused(
                    "port "
                            + apiPort
                            + " is in use: stop what listens there, or choose another port with --port");
        }
        requireFreeKubeletPort();
    }

    static void requireFreeKubeletPort() {
        if (!isFree(WorkerNode.KUBELET_PORT)) {
            throw new ClusterException.Refused(
                    "port "
                            + WorkerNode.KUBELET_PORT
                            + " is in use: another cluster or kubelet runs on this machine, stop it first");
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
