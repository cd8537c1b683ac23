package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.kubeconfig.UserKubeconfig;
import dev.jong.cluster.machine.NodeNamespace;
import dev.jong.cluster.node.KubeletFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Starts a cluster in the background and waits for it.
final class Up implements Command {
    @Override
    public String name() {
        return "up";
    }

    @Override
    public String usage() {
        return "[--port PORT] [--nodes N] [--kubelet-config FILE]";
    }

    @Override
    public String summary() {
        return "start a cluster on this machine";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags =
                Flags.parse(arguments, Set.of(), Set.of("--port", "--nodes", "--kubelet-config"))
                        .noWords();
        var port = flags.number("--port", 1, 65535, ClusterConfig.PORT);
        var wanted = flags.number("--nodes", 1, NodeNamespace.MOST_NODES, 0);
        var home = context.home();
        var terminal = context.terminal();
        Preconditions.requireRoot("start a cluster");
        var nodes = new FurtherNodes(home, context);
        var count = nodes.count(wanted);
        var running = DaemonState.read(home.state()).filter(state -> state.process().isPresent());
        var kubelet = flags.value("--kubelet-config").map(Path::of);
        if (running.isPresent() && kubelet.isPresent()) {
            throw new ClusterException.Refused(
                    "the cluster is up: stop it with `jong down` to give its kubelets another"
                            + " configuration");
        }
        if (running.filter(state -> state.phase() == Phase.READY).isPresent()) {
            nodes.start(count, running.get());
            shareAccess(home, context);
            terminal.say("The cluster is already up at " + running.get().address() + ".");
            NextSteps.say(context, running.get());
            return 0;
        }
        var background = new Background(home, terminal);
        var process =
                running.flatMap(DaemonState::process)
                        .orElseGet(() -> {
                            Preconditions.check(terminal::progress);
                            Preconditions.requireFreePorts(port);
                            Preconditions.requireSpace(home.root());
                            home.create();
                            kubelet.ifPresent(file -> KubeletFile.keep(file, home));
                            return background.launch(
                                    List.of(),
                                    List.of("run", "--port", Integer.toString(port)),
                                    context,
                                    Map.of());
                        });
        var ready = background.awaitReady(process);
        nodes.start(count, ready);
        shareAccess(home, context);
        terminal.say("The cluster is up at " + ready.address() + ".");
        NextSteps.say(context, ready);
        return 0;
    }

    /// Puts the cluster's context into the user's kubeconfig. A file that cannot be changed is not
    /// worth failing for.
    private static void shareAccess(Home home, Context context) {
        try {
            UserKubeconfig.of(context.environment()).copyFrom(home.kubeconfig());
        } catch (ClusterException e) {
            context.terminal().progress(e.getMessage() + "; use KUBECONFIG=" + home.kubeconfig());
        }
    }
}
