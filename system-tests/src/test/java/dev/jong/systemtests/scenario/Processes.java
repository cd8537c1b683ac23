package dev.jong.systemtests.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's processes, as `/proc` shows them.
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /// The process that is number 1 in a container.
    static ProcessHandle firstOf(String containerId) throws IOException {
        try (var all = Files.list(PROC)) {
            return all.filter(folder -> folder.getFileName().toString().matches("\\d+"))
                    .filter(folder -> read(folder, "cgroup").contains(containerId))
                    .filter(folder ->
                            read(folder, "status")
                                    .lines()
                                    .anyMatch(line -> line.matches("NSpid:.*\\s1")))
                    .map(folder -> Long.parseLong(folder.getFileName().toString()))
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no process in " + containerId));
        }
    }

    /// Empty where the process has ended meanwhile.
    private static String read(Path process, String file) {
        try {
            return Files.readString(process.resolve(file));
        } catch (IOException _) {
            return "";
        }
    }
}
