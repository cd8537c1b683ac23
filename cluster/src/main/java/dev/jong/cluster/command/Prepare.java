package dev.jong.cluster.command;

import dev.jong.cluster.machine.Packages;
import java.util.List;

/// Installs what containers and etcd need from the distribution's packages and starts nothing: the
/// tests' clusters live in network namespaces from which nothing can be installed.
final class Prepare implements Command {
    @Override
    public String name() {
        return "prepare";
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
        Flags.parse(arguments, java.util.Set.of(), java.util.Set.of()).noWords();
        Packages.require(context.terminal()::progress);
        Packages.requireEtcd(context.terminal()::progress);
        return 0;
    }
}
