package dev.jong.systemtests.kubectl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One kubectl program.
///
/// @param name `kubectl` for the one on the PATH, else the file's: `kubectl.1.27`
record Kubectl(String name, Path program) {
    private static final int PATIENCE_SECONDS = 300;

    /// What a command came to.
    record Outcome(int exit, String text) {}

    /// The one on the PATH first, then those beside the file that it stands for.
    static List<Kubectl> found() throws IOException {
        var main =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .map(folder -> Path.of(folder).resolve("kubectl"))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("there is no kubectl on the PATH"));
        var real = main.toRealPath();
        var others = new TreeMap<String, Path>();
        try (Stream<Path> siblings = Files.list(real.getParent())) {
            siblings.filter(file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                    .filter(Files::isExecutable)
                    .forEach(file -> others.put(file.getFileName().toString(), file));
        }
        var all = new ArrayList<Kubectl>();
        all.add(new Kubectl("kubectl", real));
        others.forEach((name, file) -> all.add(new Kubectl(name, file)));
        return all;
    }

    /// Runs a command line in a folder; quotes hold words together.
    Outcome run(Path folder, Path kubeconfig, String namespace, String line)
            throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        words.add(program.toString());
        words.add("--kubeconfig=" + kubeconfig);
        words.add("--namespace=" + namespace);
        words.addAll(words(line));
        var output = Files.createTempFile(folder, "output", ".txt");
        var builder =
                new ProcessBuilder(words)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("KUBE_EDITOR", "sed -i s/before/after/");
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Outcome(-1, "no end within " + PATIENCE_SECONDS + " seconds");
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        for (char c : (line + " ").toCharArray()) {
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        return words;
    }
}
