package dev.jong.systemtests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs commands to their end.
record Shell(List<String> prefix, Map<String, String> environment) {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /// What a command said on both streams, and how it ended.
    record Result(int code, String output) {
        Result orFail() {
            if (code != 0) throw new AssertionError("ended with " + code + ":\n" + output);
            return this;
        }
    }

    Result run(String... command) {
        return run(List.of(command), "");
    }

    Result run(List<String> command, String input) {
        try {
            Path output = Files.createTempFile("jong-shell", ".out");
            try {
                return run(command, input, output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// The command goes on by itself; input stays open and empty.
    Background start(List<String> command) {
        try {
            Path output = Files.createTempFile("jong-shell", ".out");
            return new Background(builder(command, output).start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(List<String> command, Path output) {
        var all = new java.util.ArrayList<>(prefix);
        all.addAll(command);
        var builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    /// Output goes to a file: a daemon that inherits it must not keep us waiting for its end.
    private Result run(List<String> command, String input, Path output)
            throws IOException, InterruptedException {
        var process = builder(command, output).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end; so far: " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
