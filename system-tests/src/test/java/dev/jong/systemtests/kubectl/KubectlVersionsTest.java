package dev.jong.systemtests.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.cluster.EmbeddedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A wide script of commands with the kubectl on the PATH, its most used ones with each other
/// version that is found (the tests' names tell which); all with all by `-Djong.kubectl.all=true`.
@Timeout(1200)
class KubectlVersionsTest {
    private static final String MAP =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: one, labels: {l: "1"}}
            data: {a: b}
            """;

    @TempDir static Path folder;

    private static Path kubeconfig;
    private static Runnable close;

    /// @param everywhere whether it is run with every version
    /// @param wanted empty for any output
    private record Command(boolean everywhere, String line, int exit, String wanted) {
        static Command of(String text) {
            var parts = text.split(" => ", 2);
            var result = parts[1].split(" ", 2);
            boolean everywhere = parts[0].startsWith("* ");
            return new Command(
                    everywhere,
                    everywhere ? parts[0].substring(2) : parts[0],
                    Integer.parseInt(result[0]),
                    result.length > 1 ? result[1] : "");
        }
    }

    @BeforeAll
    static void start() throws IOException {
        var cluster = new EmbeddedCluster().apply(Map.of("nodes", "2"));
        close = (Runnable) Objects.requireNonNull(cluster.get("close"));
        kubeconfig =
                Files.writeString(
                        folder.resolve("config"), String.valueOf(cluster.get("kubeconfig")));
        Files.writeString(folder.resolve("one.yaml"), MAP);
        Files.writeString(folder.resolve("two.yaml"), MAP.replace("{a: b}", "{a: c, d: e}"));
        Files.writeString(
                folder.resolve("wrong.yaml"),
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: wrong}
                spec:
                  containers: [{name: a, image: ""}]
                  foo: 1
                """);
        var kust = Files.createDirectory(folder.resolve("kust"));
        Files.writeString(kust.resolve("one.yaml"), MAP);
        Files.writeString(
                kust.resolve("kustomization.yaml"), "{resources: [one.yaml], namePrefix: kk-}");
    }

    @AfterAll
    static void stop() {
        close.run();
    }

    private static List<Command> commands() throws IOException {
        try (InputStream in = KubectlVersionsTest.class.getResourceAsStream("commands.txt")) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(Command::of).toList();
        }
    }

    @Test
    void theOneOnThePathIsThere() throws IOException {
        assertThat(Kubectl.found()).first().extracting(Kubectl::name).isEqualTo("kubectl");
    }

    @TestFactory
    List<DynamicTest> commandsDoWhatTheyDoUpstream() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (var kubectl : Kubectl.found()) {
            boolean all =
                    kubectl.name().equals("kubectl") || Boolean.getBoolean("jong.kubectl.all");
            tests.add(DynamicTest.dynamicTest(kubectl.name(), () -> run(kubectl, all)));
        }
        return tests;
    }

    private static void run(Kubectl kubectl, boolean all) throws Exception {
        var namespace = "with-" + kubectl.name().replace('.', '-');
        assertThat(
                        kubectl.run(folder, kubeconfig, "default", "create namespace " + namespace)
                                .exit())
                .isZero();
        var wrong = new ArrayList<String>();
        for (var command : commands()) {
            if (all || command.everywhere()) {
                var outcome = kubectl.run(folder, kubeconfig, namespace, command.line());
                if (outcome.exit() != command.exit()
                        || !outcome.text().contains(command.wanted())) {
                    wrong.add(command + " came to " + outcome);
                }
            }
        }
        assertThat(wrong).isEmpty();
        kubectl.run(
                folder, kubeconfig, "default", "delete namespace " + namespace + " --wait=false");
    }
}
