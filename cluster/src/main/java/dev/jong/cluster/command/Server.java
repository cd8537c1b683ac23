package dev.jong.cluster.command;

import dev.jong.cluster.log.Logging;
import java.util.List;

/// The same cluster as a process in the foreground.
final class Server implements Command {
    @Override
    public String name() {
        return "server";
    }

    @Override
    public String usage() {
        return "[--port PORT]";
    }

    @Override
    public String summary() {
        return "run the control plane and the first node in the foreground";
    }

    @Override
    public int run(List<String> arguments, Context context) {
        Preconditions.check(context.terminal()::progress);
        Preconditions.requireSpace(context.home().root());
        context.home().create();
        Logging.toConsole();
        return Run.serve(arguments, context.home());
    }
}
