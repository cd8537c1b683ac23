package dev.jong.cluster.command;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import dev.jong.cluster.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prints what the nodes on this machine logged, all of it or one component's or one node's lines.
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
        return "[COMPONENT] [--node NAME]";
    }

    @Override
    public String summary() {
        return "print the log of all nodes, or a part of it";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags = Flags.parse(arguments, Set.of(), Set.of("--node"));
        var words = flags.words();
        if (words.size() > 1 || (words.size() == 1 && !COMPONENTS.contains(words.getFirst()))) {
            throw new Flags.Misused(
                    "there is no component \""
                            + words.getLast()
                            + "\"; there are "
                            + String.join(", ", COMPONENTS));
        }
        var component = words.isEmpty() ? "" : words.getFirst();
        var files = files(context.home(), component);
        flags.value("--node").ifPresent(node -> choose(node, files));
        files.values().removeIf(file -> !Files.exists(file));
        if (files.isEmpty()) {
            throw new ClusterException.Refused(
                    "there is no log yet in "
                            + context.home().logs()
                            + "; `jong up` starts a cluster");
        }
        var wanted = component.equals("containerd") ? "" : component;
        var logs = files.values().stream().map(file -> LogLines.read(file, wanted)).toList();
        var lines =
                files.size() == 1
                        ? logs.getFirst().stream()
                                .flatMap(message -> message.lines().stream())
                                .toList()
                        : LogLines.merged(List.copyOf(files.keySet()), logs);
        lines.forEach(context.terminal()::say);
        return 0;
    }

    /// By the names of the nodes on this machine.
    private static Map<String, Path> files(Home home, String component) {
        var files = new LinkedHashMap<String, Path>();
        files.put(Machine.nodeName(), file(home, component));
        home.nodeHomes().forEach(node -> files.put(node.nodeName(), file(node, component)));
        return files;
    }

    private static Path file(Home node, String component) {
        return component.equals("containerd")
                ? node.logs().resolve("containerd.log")
                : node.logFile();
    }

    private static void choose(String node, Map<String, Path> files) {
        if (!files.containsKey(node)) {
            throw new Flags.Misused(
                    "there is no node \""
                            + node
                            + "\" on this machine; there are "
                            + String.join(", ", files.keySet()));
        }
        files.keySet().retainAll(Set.of(node));
    }
}
