package dev.jong.cluster;

import dev.jong.cluster.command.Commands;
import dev.jong.cluster.command.Terminal;
import java.util.List;

/// The program `jong`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.run(List.of(arguments), Terminal.standard(), System.getenv()));
    }
}
