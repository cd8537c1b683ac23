package dev.jong.cluster.command;

import dev.jong.cluster.Home;
import java.util.List;
import java.util.Map;

/// One word after `jong`.
interface Command {
    /// What a command may ask of its surroundings.
    record Context(Home home, Terminal terminal, Map<String, String> environment) {}

    String name();

    /// How to call it, after the name.
    String usage();

    /// Whether all that follows its name is meant for someone else, `--help` too.
    default boolean passesOn() {
        return false;
    }

    /// One line for the list of commands; empty for those that people do not call.
    String summary();

    /// Does it and answers the exit code.
    int run(List<String> arguments, Context context);
}
