package dev.jong.cluster.command;

import dev.jong.cluster.Cluster;
import dev.jong.cluster.ClusterConfig;
import dev.jong.cluster.Home;
import dev.jong.cluster.log.Logging;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// The process that `up` starts in the background.
final class Run implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String usage() {
        return "[--port PORT] [--FLAG=VALUE of kube-apiserver ...]";
    }

    @Override
    public String summary() {
        return "";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        var home = context.home();
        home.create();
        Logging.toFile(home.logFile());
        return serve(arguments, home);
    }

    /// Runs a cluster until this process is asked to end.
    static int serve(List<String> arguments, Home home) {
        var valued = Set.of("--port");
        var split = ServerArguments.of(arguments, Set.of(), valued);
        var flags = Flags.parse(split.own(), Set.of(), valued).noWords();
        var port = flags.number("--port", 1, 65535, ClusterConfig.PORT);
        return serve(ClusterConfig.of(home, port).withFlags(split.server()));
    }

    /// Runs a cluster until this process is asked to end.
    static int serve(ClusterConfig config) {
        var address = "https://" + config.address().getHostAddress() + ":" + config.port();
        return new Daemon(config.home(), address)
                .run(progress -> {
                    boolean shared = config.flags().isOn("permit-port-sharing");
                    if (config.runsNode() && shared) {
                        Preconditions.requireFreeKubeletPort();
                    } else if (config.runsNode()) {
                        Preconditions.requireFreePorts(config.port());
                    }
                    return Cluster.start(config, InstantSource.system(), progress);
                });
    }
}
