package dev.jong.cluster.command;

import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.log.Logging;
import dev.jong.cluster.machine.Packages;
import dev.jong.cluster.pki.ServerToken;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The same cluster as a process in the foreground, or one of several servers of a cluster whose
/// state is in etcd.
final class Server implements Command {
    /// In the environment it is seen by fewer than on the command line.
    private static final String TOKEN_VARIABLE = "JONG_SERVER_TOKEN";

    @Override
    public String name() {
        return "server";
    }

    @Override
    public String usage() {
        return "[--port PORT] "
                + DatastoreFlags.USAGE
                + " [--server-token TOKEN] [--node-name NAME] [--without-node | --without-controllers]"
                + " [--FLAG=VALUE of kube-apiserver ...]";
    }

    @Override
    public String summary() {
        return "run the control plane and the first node in the foreground";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var valued = new HashSet<>(DatastoreFlags.VALUED);
        valued.addAll(Set.of("--port", "--server-token", "--node-name"));
        var switches = new HashSet<>(DatastoreFlags.SWITCHES);
        switches.add("--without-node");
        switches.add("--without-controllers");
        var split = ServerArguments.of(arguments, switches, valued);
        var flags = Flags.parse(split.own(), switches, valued).noWords();
        var port = flags.number("--port", 1, 65535, ClusterConfig.PORT);
        var home = context.home();
        var config =
                ClusterConfig.of(home, port)
                        .withDatastore(DatastoreFlags.read(flags, home))
                        .withFlags(split.server());
        if (flags.has("--node-name")) {
            config = config.withNodeName(Agent.nodeName(flags));
        }
        var token =
                flags.value("--server-token")
                        .or(() -> Optional.ofNullable(context.environment().get(TOKEN_VARIABLE)))
                        .map(ServerToken::parse);
        if (token.isPresent()) {
            config = config.withServerToken(token.get());
        }
        config = config.withExtent(extent(flags));
        if (config.runsNode()) {
            Preconditions.check(context.terminal()::progress);
            Preconditions.requireSpace(home.root());
        }
        if (config.datastore().runsEtcd()) {
            Packages.requireEtcd(context.terminal()::progress);
        }
        home.create();
        Logging.toConsole();
        return Run.serve(config);
    }

    private static ClusterConfig.Extent extent(Flags flags) {
        if (flags.has("--without-controllers")) {
            return ClusterConfig.Extent.API_SERVER;
        }
        return flags.has("--without-node")
                ? ClusterConfig.Extent.CONTROLLERS
                : ClusterConfig.Extent.NODE;
    }
}
