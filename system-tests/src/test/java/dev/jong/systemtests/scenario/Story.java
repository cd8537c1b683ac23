package dev.jong.systemtests.scenario;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/// One user with one kubectl in a namespace of the story's own.
record Story(PrivateMachine machine, Path kubectl, String namespace) implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Pattern MINOR = Pattern.compile("Client Version:.*?v1\\.(\\d+)");

    /// A Pod `web` that serves its own name on port 8080 and counts in its log; it leaves with code
    /// 3 when asked to.
    static final String WEB =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: localhost/jong/demo:v1
                command:
                - sh
                - -c
                - |
                  mkdir -p /www && hostname > /www/index.html
                  httpd -p 8080 -h /www
                  trap 'exit 3' TERM
                  n=0
                  while true; do n=$((n + 1)); echo "line $n"; sleep 1; done
            """;

    /// The oldest and the newest of the `kubectl*` programs that lie beside the one on the PATH.
    static List<Path> kubectls() {
        var found = Path.of(run("which", "kubectl").strip());
        try {
            found = found.toRealPath();
            try (Stream<Path> beside = Files.list(found.getParent())) {
                var all =
                        beside.filter(Story::isKubectl)
                                .sorted(Comparator.comparingInt(Story::minor))
                                .toList();
                return all.size() < 2 ? List.of(found) : List.of(all.getFirst(), all.getLast());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isKubectl(Path file) {
        return file.getFileName().toString().matches("kubectl([._-]?v?1\\.\\d+(\\.\\d+)?)?")
                && Files.isExecutable(file);
    }

    private static int minor(Path kubectl) {
        var said = run(kubectl.toString(), "version", "--client");
        var version = MINOR.matcher(said);
        if (!version.find()) {
            throw new AssertionError(kubectl + " has no version: " + said);
        }
        return Integer.parseInt(version.group(1));
    }

    private static String run(String... command) {
        return new Shell(List.of(), java.util.Map.of()).run(command).orFail().output();
    }

    static Story begin(PrivateMachine machine, Path kubectl) {
        var story = new Story(machine, kubectl, "story-" + NUMBER.incrementAndGet());
        story.kubectl("create", "namespace", story.namespace).orFail();
        soon().until(() -> story.kubectl("get", "serviceaccount", "default").code() == 0);
        return story;
    }

    /// A story in which the Pod `web` is ready.
    static Story withWeb(PrivateMachine machine, Path kubectl) {
        var story = begin(machine, kubectl);
        story.apply(WEB);
        story.kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=300s").orFail();
        return story;
    }

    Shell.Result kubectl(String... arguments) {
        return machine.run(command(arguments), "");
    }

    /// What a successful command says.
    String said(String... arguments) {
        return kubectl(arguments).orFail().output();
    }

    Background start(String... arguments) {
        return machine.start(command(arguments));
    }

    void apply(String manifest) {
        machine.run(command("apply", "-f", "-"), manifest).orFail();
    }

    /// A command of kubectl on a pseudo terminal, with what is typed into it.
    Shell.Result onTerminal(String command, String typed) {
        return machine.run(
                List.of(
                        "script",
                        "-qec",
                        kubectl + " -n " + namespace + " " + command,
                        "/dev/null"),
                typed);
    }

    /// What `url` answers to a visitor on the machine, "" if nothing.
    String fetch(String url) {
        return machine.run("curl", "-s", "-m", "30", url).output().strip();
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(300));
    }

    private List<String> command(String... arguments) {
        var all = new ArrayList<>(List.of(kubectl.toString(), "-n", namespace));
        all.addAll(List.of(arguments));
        return all;
    }

    @Override
    public void close() {
        kubectl("delete", "namespace", namespace, "--wait=false");
    }
}
