package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.machine.Machine;
import dev.jong.cluster.machine.Packages;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;

/// What must hold before a cluster starts on this machine.
final class Preconditions {
    private Preconditions() {}

    static void check(Consumer<String> progress) {
        requireRoot("start a cluster");
        var missing = Machine.missingKernelFeatures();
        if (!missing.isEmpty()) {
            throw new ClusterException.Refused(
                    "this machine's kernel cannot run containers; it lacks "
                            + String.join(", ", missing));
        }
        Packages.require(progress);
    }

    static void requireRoot(String purpose) {
        if (!Machine.isRoot()) {
            throw new ClusterException.Refused(
                    "only root may " + purpose + " on this machine: run it with sudo");
        }
    }

    static void requireFreePort(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "port "
                            + port
                            + " is in use: stop what listens there, or choose another port with --port",
                    e);
        }
    }
}
