package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/// Prints the log, all of it or one component's lines.
final class Logs implements Command {
    private static final List<String> COMPONENTS =
            List.of(
                    "apiserver",
                    "client",
                    "cluster",
                    "containerd",
                    "controllers",
                    "dns",
                    "http",
                    "kubelet",
                    "proxy",
                    "reconcile",
                    "scheduler",
                    "store");

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String usage() {
        return "[COMPONENT]";
    }

    @Override
    public String summary() {
        return "print the log, or one component's part of it";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var words = Flags.parse(arguments, Set.of(), Set.of()).words();
        if (words.size() > 1 || (words.size() == 1 && !COMPONENTS.contains(words.getFirst()))) {
            throw new Flags.Misused(
                    "there is no component \""
                            + words.getLast()
                            + "\"; there are "
                            + String.join(", ", COMPONENTS));
        }
        var component = words.isEmpty() ? "" : words.getFirst();
        var logs = context.home().logs();
        var file = logs.resolve(component.equals("containerd") ? "containerd.log" : "jong.log");
        if (!Files.exists(file)) {
            throw new ClusterException.Refused(
                    "there is no log yet in " + logs + "; `jong up` starts a cluster");
        }
        var wanted =
                component.isEmpty() || component.equals("containerd") ? "" : " " + component + "/";
        try (var lines = Files.lines(file)) {
            var printing = new boolean[] {wanted.isEmpty()};
            lines.forEach(line -> {
                // A stack trace belongs to the line before it.
                if (!wanted.isEmpty() && !line.startsWith("\t")) {
                    var end = line.indexOf(']');
                    printing[0] = end > 0 && line.substring(0, end).contains(wanted);
                }
                if (printing[0]) {
                    context.terminal().say(line);
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ClusterException.Refused("cannot read " + file + ": " + e.getMessage(), e);
        }
        return 0;
    }
}
