package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.machine.Processes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A [Daemon] in the background, seen from the command that starts it.
record Background(Home home, Terminal terminal) {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /// Starts the launcher with these words.
    ///
    /// @param prefix what the launcher is run by; empty for nothing
    /// @param more variables of its environment
    ProcessHandle launch(
            List<String> prefix,
            List<String> words,
            Command.Context context,
            Map<String, String> more) {
        var launcher = context.environment().get("JONG_LAUNCHER");
        if (launcher == null) {
            throw new ClusterException.Refused("start Jong by its launcher, the script `jong`");
        }
        try {
            Files.deleteIfExists(home.state());
            var command = new ArrayList<>(List.of("setsid"));
            command.addAll(prefix);
            command.add(launcher);
            command.addAll(words);
            var builder = new ProcessBuilder(command);
            builder.environment().put("JONG_HOME", home.root().toString());
            builder.environment().putAll(more);
            builder.directory(new File("/"));
            builder.redirectInput(new File("/dev/null"));
            builder.redirectErrorStream(true);
            builder.redirectOutput(home.logs().resolve("jong.out").toFile());
            return builder.start().toHandle();
        } catch (IOException e) {
            throw new ClusterException.Refused(
                    "the background process cannot be started: " + e.getMessage(), e);
        }
    }

    /// Waits until it says that it is ready.
    DaemonState awaitReady(ProcessHandle process) {
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
                        "the background process ended while starting: " + lastOutput());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new ClusterException.Refused(
                "the cluster is not ready after "
                        + LIMIT.toMinutes()
                        + " minutes ("
                        + said
                        + "); see "
                        + home.logFile()
                        + ", or give up with `jong down`");
    }

    private String lastOutput() {
        var output = home.logs().resolve("jong.out");
        try {
            var lines =
                    Files.readAllLines(output).stream().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "see " + home.logFile() : lines.getLast();
        } catch (IOException _) {
            return "see " + output;
        }
    }
}
