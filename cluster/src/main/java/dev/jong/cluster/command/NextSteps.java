package dev.jong.cluster.command;

import dev.jong.cluster.DaemonState;
import dev.jong.cluster.machine.Program;

/// What a person may do with a cluster that is up.
final class NextSteps {
    private NextSteps() {}

    static void say(Command.Context context, DaemonState state) {
        var kubectl = Program.find("kubectl").isPresent() ? "kubectl" : "./jong kubectl";
        var launcher = context.environment().getOrDefault("JONG_LAUNCHER", "jong");
        var terminal = context.terminal();
        terminal.say("");
        terminal.say("  " + kubectl + " get nodes                         see the node");
        terminal.say("  " + kubectl + " apply -f examples/hello.yaml      run something");
        terminal.say(
                "  "
                        + launcher
                        + " status                   what runs (process "
                        + state.processId()
                        + ")");
        terminal.say("  " + launcher + " down                     stop it");
    }
}
