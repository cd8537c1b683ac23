package dev.jong.cluster.command;

import dev.jong.client.ServerList;
import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.log.Logging;
import dev.jong.cluster.machine.Machine;
import dev.jong.cluster.node.JoinToken;
import dev.jong.cluster.node.Joining;
import dev.jong.cluster.node.KnownServers;
import dev.jong.cluster.node.KubeletFile;
import dev.jong.cluster.pki.AgentPki;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A further node of a cluster, as a process in the foreground.
final class Agent implements Command {
    /// In the environment it is seen by fewer than on the command line.
    static final String TOKEN_VARIABLE = "JONG_TOKEN";

    private static final Pattern URL = Pattern.compile("https://[^/?#,]+/?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public String usage() {
        return "--server URL[,URL] --token TOKEN [--node-name NAME] [--log-file FILE]"
                + " [--kubelet-config FILE]";
    }

    @Override
    public String summary() {
        return "run a further node of a cluster in the foreground";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var flags =
                Flags.parse(
                                arguments,
                                Set.of(),
                                Set.of(
                                        "--server",
                                        "--token",
                                        "--node-name",
                                        "--log-file",
                                        "--kubelet-config"))
                        .noWords();
        var named = servers(flags);
        var token =
                flags.value("--token")
                        .or(() -> Optional.ofNullable(context.environment().get(TOKEN_VARIABLE)))
                        .map(JoinToken::parse)
                        .orElseThrow(() -> new Flags.Misused("flag --token is missing"));
        var name = nodeName(flags);
        Preconditions.check(context.terminal()::progress);
        var home = context.home();
        Preconditions.requireSpace(home.root());
        home.create();
        flags.value("--kubelet-config").ifPresent(file -> KubeletFile.keep(Path.of(file), home));
        flags.value("--log-file")
                .ifPresentOrElse(file -> Logging.toFile(Path.of(file)), Logging::toConsole);
        var address = ClusterConfig.machineAddress();
        var node = ClusterConfig.node(home, name, address);
        var joining =
                new Joining(
                        new ServerList(new KnownServers(home).with(named)),
                        token,
                        new AgentPki(home.pki(), InstantSource.system()));
        return new Daemon(home, named.getFirst().toString())
                .run(progress -> {
                    Preconditions.requireFreeKubeletPort();
                    return dev.jong.cluster.node.Agent.start(node, joining, progress);
                });
    }

    static String nodeName(Flags flags) {
        var name = flags.value("--node-name").orElseGet(Machine::nodeName);
        if (!NAME.matcher(name).matches()) {
            throw new Flags.Misused("\"" + name + "\" is not a node name");
        }
        return name;
    }

    private static List<URI> servers(Flags flags) {
        var text =
                flags.value("--server")
                        .orElseThrow(() -> new Flags.Misused("flag --server is missing"));
        return Stream.of(text.split(",", -1)).map(Agent::server).toList();
    }

    private static URI server(String text) {
        if (!URL.matcher(text).matches()) {
            throw new Flags.Misused(
                    "\"" + text + "\" is not the URL of a server, such as https://10.0.0.1:6443");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
