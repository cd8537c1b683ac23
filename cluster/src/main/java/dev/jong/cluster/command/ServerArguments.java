package dev.jong.cluster.command;

import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What stands behind a command, told apart: our own flags, and those that the API server knows by
/// kube-apiserver's names.
record ServerArguments(List<String> own, ServerFlags server) {
    ServerArguments {
        own = List.copyOf(own);
    }

    /// @param switches our flags without a value
    /// @param valued our flags with one
    static ServerArguments of(List<String> arguments, Set<String> switches, Set<String> valued) {
        var own = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            int equals = argument.indexOf('=');
            var flag = equals < 0 ? argument : argument.substring(0, equals);
            if (flag.equals("-v")) {
                others.add(argument);
            } else if (!flag.startsWith("--") || switches.contains(flag)) {
                (others.isEmpty() || flag.startsWith("--") ? own : others).add(argument);
            } else if (valued.contains(flag)) {
                own.add(argument);
                if (equals < 0 && i + 1 < arguments.size()) {
                    own.add(arguments.get(++i));
                }
            } else {
                others.add(argument);
            }
        }
        try {
            return new ServerArguments(own, ServerFlags.parse(others));
        } catch (InvalidConfiguration e) {
            throw new Flags.Misused(String.valueOf(e.getMessage()));
        }
    }
}
