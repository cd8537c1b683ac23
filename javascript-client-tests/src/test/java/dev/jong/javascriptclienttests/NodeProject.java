package dev.jong.javascriptclienttests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The stories with what they need, installed as `package-lock.json` says, below `target`.
final class NodeProject {
    private static final Path FOLDER = Path.of("target", "javascript");
    private static final Path STORIES = Path.of("src", "test", "javascript");
    private static final Path INSTALLED = FOLDER.resolve("node_modules/.package-lock.json");
    private static final Path LOCK = Path.of("package-lock.json");

    private NodeProject() {}

    static void install() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        for (var file : List.of(Path.of("package.json"), LOCK, Path.of(".npmrc"))) {
            copy(file);
        }
        try (var stories = Files.list(STORIES)) {
            for (var story : stories.toList()) {
                copy(story);
            }
        }
        if (isInstalled()) {
            return;
        }
        var installing = start(Map.of(), List.of("npm", "ci", "--ignore-scripts"));
        var said = new String(installing.getInputStream().readAllBytes(), UTF_8);
        if (installing.waitFor() != 0) {
            throw new IOException("the JavaScript client cannot be installed:\n" + said);
        }
    }

    private static boolean isInstalled() throws IOException {
        return Files.exists(INSTALLED)
                && Files.getLastModifiedTime(INSTALLED).compareTo(Files.getLastModifiedTime(LOCK))
                        >= 0;
    }

    private static void copy(Path file) throws IOException {
        Files.copy(file, FOLDER.resolve(file.getFileName()), REPLACE_EXISTING);
    }

    /// What all stories came to.
    static TapReport run(Path kubeconfig) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
        try (var stories = Files.list(STORIES)) {
            stories.map(story -> story.getFileName().toString())
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .forEach(command::add);
        }
        var running = start(Map.of("KUBECONFIG", kubeconfig.toString()), command);
        var report = TapReport.of(new String(running.getInputStream().readAllBytes(), UTF_8));
        if (running.waitFor() != 0 && report.failures() == 0) {
            throw new IOException("the stories did not run to their end:\n" + report.text());
        }
        return report;
    }

    private static Process start(Map<String, String> environment, List<String> command)
            throws IOException {
        var builder =
                new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "these tests need Node.js 20 or newer with npm; ./jong test installs it", e);
        }
    }
}
