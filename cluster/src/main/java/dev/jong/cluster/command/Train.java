package dev.jong.cluster.command;

import dev.jong.cluster.EmbeddedCluster;
import java.util.List;
import java.util.Map;

/// Goes through what a cluster does when it starts, so that the JVM can keep what it learned in an
/// AOT cache.
final class Train implements Command {
    @Override
    public String name() {
        return "train";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public String summary() {
        return "";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        Commands.run(List.of("help"), context.terminal(), context.environment());
        Commands.run(List.of("status"), context.terminal(), context.environment());
        var cluster = new EmbeddedCluster().apply(Map.of("nodes", "1"));
        if (cluster.get("close") instanceof Runnable close) {
            close.run();
        }
        return 0;
    }
}
