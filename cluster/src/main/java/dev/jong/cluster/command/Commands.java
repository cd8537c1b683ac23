package dev.jong.cluster.command;

import dev.jong.api.Release;
import dev.jong.cluster.ClusterException;
import dev.jong.cluster.Home;
import java.util.List;
import java.util.Map;

/// All commands, in the order in which they are listed.
public final class Commands {
    private static final List<Command> ALL =
            List.of(
                    new Up(),
                    new Down(),
                    new Status(),
                    new Logs(),
                    new Image(),
                    new Kubectl(),
                    new History(),
                    new StoreFiles(),
                    new Server(),
                    new Agent(),
                    new Snapshot(),
                    new EtcdMembers(),
                    new Run(),
                    new Train(),
                    new Prepare());

    private static final int USAGE_ERROR = 2;

    private Commands() {}

    public static int run(
            List<String> arguments, Terminal terminal, Map<String, String> environment) {
        if (arguments.isEmpty()
                || arguments.getFirst().equals("help")
                || asksForHelp(arguments.getFirst())) {
            help(terminal);
            return 0;
        }
        var name = arguments.getFirst();
        if (name.equals("version") || name.equals("--version")) {
            terminal.say("jong " + Release.VERSION);
            return 0;
        }
        for (var command : ALL) {
            if (command.name().equals(name)) {
                return run(command, arguments.subList(1, arguments.size()), terminal, environment);
            }
        }
        terminal.progress("there is no command \"" + name + "\"; `jong help` lists them");
        return USAGE_ERROR;
    }

    private static int run(
            Command command,
            List<String> arguments,
            Terminal terminal,
            Map<String, String> environment) {
        if (!command.passesOn() && arguments.stream().anyMatch(Commands::asksForHelp)) {
            terminal.say("Usage: " + call(command));
            if (!command.summary().isEmpty()) {
                terminal.say("\n" + command.summary());
            }
            return 0;
        }
        try {
            return command.run(
                    arguments, new Command.Context(Home.of(environment), terminal, environment));
        } catch (Flags.Misused e) {
            terminal.progress(e.getMessage() + "; usage: " + call(command));
            return USAGE_ERROR;
        } catch (ClusterException e) {
            terminal.progress(e.getMessage());
            return 1;
        }
    }

    private static boolean asksForHelp(String argument) {
        return argument.equals("--help") || argument.equals("-h");
    }

    private static String call(Command command) {
        return ("jong " + command.name() + " " + command.usage()).strip();
    }

    private static void help(Terminal terminal) {
        terminal.say("Jong: Kubernetes " + Release.VERSION + " in one process.\n");
        terminal.say("Usage: jong COMMAND\n");
        for (var command : ALL) {
            if (!command.summary().isEmpty()) {
                terminal.say(
                        "  %-48s %s"
                                .formatted(
                                        (command.name() + " " + command.usage()).strip(),
                                        command.summary()));
            }
        }
        terminal.say("  %-48s %s".formatted("test", "run everything that CI runs"));
        terminal.say("  %-48s %s".formatted("version", "say the version"));
    }
}
