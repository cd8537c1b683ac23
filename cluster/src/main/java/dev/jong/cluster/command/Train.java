package dev.jong.cluster.command;

import dev.jong.cluster.pki.Pki;
import java.time.InstantSource;
import java.util.List;

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
        Pki.create(List.of(), InstantSource.system());
        Commands.run(List.of("help"), context.terminal(), context.environment());
        return 0;
    }
}
