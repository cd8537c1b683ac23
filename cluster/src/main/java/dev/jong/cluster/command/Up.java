package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.kubeconfig.UserKubeconfig;
import dev.jong.cluster.machine.Processes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Starts a cluster in the background and waits for it.
final class Up implements Command {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "up";
    }

    @Override
    public String usage() {
        return "[--port PORT]";
    }

    @Override
    public String summary() {
        return "start a cluster on this machine";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of(), Set.of("--port")).noWords();
        var port = flags.number("--port", 1, 65535, ClusterConfig.PORT);
        var home = context.home();
        var terminal = context.terminal();
        Preconditions.requireRoot("start a cluster");
        var running = DaemonState.read(home.state()).filter(state -> state.process().isPresent());
        if (running.filter(state -> state.phase() == Phase.READY).isPresent()) {
            shareAccess(home, context);
            terminal.say("The cluster is already up at " + running.get().address() + ".");
            NextSteps.say(context, running.get());
            return 0;
        }
        var process =
                running.flatMap(DaemonState::process)
                        .orElseGet(() -> {
                            Preconditions.check(terminal::progress);
                            Preconditions.requireFreePorts(port);
                            home.create();
                            return launch(home, port, context);
                        });
        var ready = awaitReady(home, process, terminal);
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

    private static ProcessHandle launch(Home home, int port, Context context) {
        var launcher = context.environment().get("JONG_LAUNCHER");
        if (launcher == null) {
            throw new ClusterException.Refused("start Jong by its launcher, the script `jong`");
        }
        var output = home.logs().resolve("jong.out").toFile();
        try {
            Files.deleteIfExists(home.state());
            var builder =
                    new ProcessBuilder("setsid", launcher, "run", "--port", Integer.toString(port));
            builder.environment().put("JONG_HOME", home.root().toString());
            builder.directory(new File("/"));
            builder.redirectInput(new File("/dev/null"));
            builder.redirectErrorStream(true);
            builder.redirectOutput(output);
            return builder.start().toHandle();
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "the background process cannot be started: " + e.getMessage(), e);
        }
    }

    private static DaemonState awaitReady(Home home, ProcessHandle process, Terminal terminal) {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        var said = "";
        while (System.nanoTime() < deadline) {
            var alive = Processes.isRunning(process);
            var state = DaemonState.read(home.state());
            if (state.isPresent()) {
                var now = state.get();
                if (now.phase() == Phase.READY) {
                    return now;
                }
                if (now.phase() == Phase.FAILED) {
                    throw new ClusterException.Refused(now.message());
                }
                if (!now.message().equals(said)) {
                    said = now.message();
                    terminal.progress(said);
                }
            }
            if (!alive) {
                throw new ClusterException.Refused(
                        "the background process ended while starting: " + lastOutput(home));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new ClusterException.Refused(
                "the cluster is not ready after "
                        + LIMIT.toMinutes()
                        + " minutes ("
                        + said
                        + "); see "
                        + home.logs().resolve("jong.log")
                        + ", or give up with `jong down`");
    }

    private static String lastOutput(Home home) {
        var output = home.logs().resolve("jong.out");
        try {
            var lines =
                    Files.readAllLines(output).stream().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "see " + home.logs().resolve("jong.log") : lines.getLast();
        } catch (IOException _) {
            return "see " + output;
        }
    }
}
