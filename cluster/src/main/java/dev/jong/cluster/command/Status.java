package dev.jong.cluster.command;

import dev.jong.api.core.v1.ComponentStatus;
import dev.jong.api.core.v1.Node;
import dev.jong.api.errors.ApiException;
import dev.jong.api.yaml.Yaml;
import dev.jong.client.Client;
import dev.jong.client.ClientException;
import dev.jong.client.Kubeconfig;
import dev.jong.client.KubeconfigClients;
import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import dev.jong.cluster.containerd.Containerd;
import dev.jong.cluster.containerd.ContainerdFolder;
import dev.jong.cluster.log.LocalTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Says what runs, where, since when and how much memory it has.
final class Status implements Command {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int NOT_RUNNING = 3;
    private static final long KIB_PER_MIB = 1024;

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public String summary() {
        return "say what runs, where, since when";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        Flags.parse(arguments, Set.of(), Set.of()).noWords();
        var home = context.home();
        var terminal = context.terminal();
        var state = DaemonState.read(home.state());
        var process = state.flatMap(DaemonState::process);
        if (state.isEmpty() || process.isEmpty()) {
            terminal.say("No cluster is running in " + home.root() + "; `jong up` starts one.");
            return NOT_RUNNING;
        }
        var now = state.get();
        row(terminal, "state", now.phase() == Phase.READY ? "ready" : now.message());
        row(terminal, "version", now.version());
        row(terminal, "address", now.address());
        row(terminal, "process", Long.toString(now.processId()));
        row(terminal, "since", TIME.format(LocalTimes.at(now.processStart())));
        row(terminal, "memory", memory(process.get()));
        var containerd = Containerd.running(new ContainerdFolder(home.containerd(), Path.of("/")));
        row(
                terminal,
                "containerd",
                containerd
                        .map(found -> "process " + found.pid() + ", " + memory(found))
                        .orElse("not running"));
        home.nodeHomes().forEach(node -> row(terminal, "node " + node.number(), process(node)));
        if (now.phase() == Phase.READY) {
            sayWhatTheServerKnows(terminal, home.kubeconfig());
        } else {
            row(terminal, "nodes", "not yet");
        }
        row(terminal, "home", home.root().toString());
        return now.phase() == Phase.READY ? 0 : 1;
    }

    /// A further node on this machine.
    private static String process(Home node) {
        return DaemonState.read(node.state())
                .flatMap(DaemonState::process)
                .map(found -> "process " + found.pid() + ", " + memory(found))
                .orElse("not running");
    }

    /// Each node with what it says of itself, and each part of the control plane that is in
    /// trouble; a server that does not answer is worth a word, not a failure.
    private static void sayWhatTheServerKnows(Terminal terminal, Path kubeconfig) {
        try (var client = client(kubeconfig)) {
            row(
                    terminal,
                    "nodes",
                    client.resources(Node.KIND).list().stream()
                            .map(node ->
                                    node.metadata().name()
                                            + (isReady(node) ? " (Ready)" : " (NotReady)"))
                            .collect(Collectors.joining(", ")));
            for (var part : client.resources(ComponentStatus.KIND).list()) {
                part.conditions().stream()
                        .filter(condition -> condition.status().equals("False"))
                        .forEach(condition ->
                                row(
                                        terminal,
                                        String.valueOf(part.metadata().name()),
                                        String.valueOf(condition.message())));
            }
        } catch (ClientException | ApiException | IOException e) {
            row(
                    terminal,
                    "nodes",
                    "unknown, the API server does not answer (" + e.getMessage() + ")");
        }
    }

    private static Client client(Path kubeconfig) throws IOException {
        var config = Kubeconfig.of(Yaml.read(Files.readString(kubeconfig)));
        return new KubeconfigClients(
                        config, Objects.requireNonNull(kubeconfig.toAbsolutePath().getParent()))
                .client("", "jong");
    }

    private static boolean isReady(Node node) {
        return node.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    private static void row(Terminal terminal, String name, String value) {
        terminal.say("%-12s %s".formatted(name, value));
    }

    /// Resident size.
    private static String memory(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB + " MiB")
                    .orElse("unknown");
        } catch (IOException _) {
            return "unknown";
        }
    }
}
