package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.Home;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.containerd.Leftovers;
import dev.jong.cluster.kubeconfig.ClusterAccess;
import dev.jong.cluster.kubeconfig.UserKubeconfig;
import dev.jong.cluster.machine.NodeNamespace;
import dev.jong.cluster.machine.Processes;
import dev.jong.cluster.node.WorkerNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Stops everything that `up` started, and with `--purge` deletes what the cluster knew.
final class Down implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "down";
    }

    @Override
    public String usage() {
        return "[--purge]";
    }

    @Override
    public String summary() {
        return "stop it; --purge also deletes all its data";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of("--purge"), Set.of()).noWords();
        var home = context.home();
        if (!Files.isDirectory(home.root())) {
            context.terminal().say("There is no cluster in " + home.root() + ".");
            return 0;
        }
        Preconditions.requireRoot("stop a cluster");
        for (var node : home.nodeHomes().reversed()) {
            stop(node);
            NodeNamespace.of(home.root(), node.number()).delete();
            delete(node.hostSettings());
        }
        stop(home);
        NodeNamespace.disconnect(home.root());
        WorkerNode.hostNetwork(home).restore();
        forgetAccess(home, flags.has("--purge"), context);
        if (flags.has("--purge")) {
            purge(home);
            context.terminal().say("The cluster is stopped and its data is deleted.");
        } else {
            context.terminal()
                    .say("The cluster is stopped; `jong up` starts it again with its data.");
        }
        return 0;
    }

    private static void stop(Home node) {
        DaemonState.read(node.state())
                .flatMap(DaemonState::process)
                .ifPresent(process -> Processes.end(List.of(process), PATIENCE));
        new Leftovers(new ContainerdFolder(node.containerd(), Path.of("/")), node.root()).clear();
        delete(node.state());
    }

    /// Takes the context out of the user's kubeconfig when what it leads to is about to be deleted.
    private static void forgetAccess(Home home, boolean purge, Context context) {
        var authority = home.pki().resolve("ca.crt");
        if (!purge || !Files.exists(authority)) {
            return;
        }
        try {
            UserKubeconfig.of(context.environment())
                    .remove(ClusterAccess.NAME, Files.readString(authority));
        } catch (IOException | ClusterException e) {
            context.terminal().progress(String.valueOf(e.getMessage()));
        }
    }

    /// Only what Jong put there: JONG_HOME may be a folder with other things in it.
    private static void purge(Home home) {
        home.everything().forEach(Leftovers::delete);
        try (var rest = Files.list(home.root())) {
            if (rest.findAny().isEmpty()) {
                delete(home.root());
            }
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "cannot delete " + home.root() + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        Leftovers.delete(file);
    }
}
