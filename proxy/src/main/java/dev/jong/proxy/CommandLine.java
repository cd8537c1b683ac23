package dev.jong.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs a tool of the machine with a script on its standard input.
public final class CommandLine {
    private CommandLine() {}

    /// Runs it to its end.
    ///
    /// @throws ProxyException if it cannot be started or fails, with what it said
    public static void run(List<String> command, String input) {
        answer(command, input);
    }

    /// What a tool says.
    ///
    /// @throws ProxyException if it cannot be started or fails, with what it said
    public static String read(List<String> command) {
        return answer(command, "");
    }

    private static String answer(List<String> command, String input) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var out = process.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new ProxyException(
                        String.join(" ", command) + " failed (" + code + "): " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new ProxyException("Cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProxyException(command.getFirst() + " was interrupted", e);
        }
    }

    /// Whether a tool of that name is on the path.
    public static boolean has(String tool) {
        String path = System.getenv("PATH");
        if (path == null) return false;
        for (var folder : path.split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, tool))) return true;
        }
        return Files.isExecutable(Path.of("/usr/sbin", tool));
    }
}
