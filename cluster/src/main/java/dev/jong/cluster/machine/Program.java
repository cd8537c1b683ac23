package dev.jong.cluster.machine;

import dev.jong.cluster.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Programs of this machine: where they are, and running one to its end.
public final class Program {
    /// What administrators have on their path and others have not.
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Program() {}

    /// What a program that has ended left.
    ///
    /// @param output standard output and standard error, in the order of writing
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    public static Optional<Path> find(String name) {
        var path = System.getenv("PATH");
        var folders = new java.util.ArrayList<String>();
        if (path != null) {
            folders.addAll(List.of(path.split(":")));
        }
        folders.addAll(SYSTEM_FOLDERS);
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Result run(List<String> command) {
        return run(command, Map.of());
    }

    public static Result run(List<String> command, Map<String, String> environment) {
        return run(command, environment, "");
    }

    /// Runs to the end, whatever it is.
    ///
    /// @param input what the program reads
    public static Result run(List<String> command, Map<String, String> environment, String input) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new ClusterException.ProgramFailed(
                    command.getFirst() + " could not be started: " + e.getMessage(),
                    new UncheckedIOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.ProgramFailed(command.getFirst() + " was interrupted", e);
        }
    }

    /// Runs to success and returns the output.
    public static String require(String... command) {
        var result = run(List.of(command));
        if (!result.succeeded()) {
            throw new ClusterException.ProgramFailed(
                    "`" + String.join(" ", command) + "` failed: " + result.output());
        }
        return result.output();
    }
}
