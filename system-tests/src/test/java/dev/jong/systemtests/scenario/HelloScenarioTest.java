package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README, from `up` to `down --purge`, told in order.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HelloScenarioTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static PrivateMachine machine = new PrivateMachine();

    @BeforeAll
    static void up() {
        machine.jong("up").orFail();
    }

    @AfterAll
    static void leaveNothing() {
        try {
            machine.jong("down", "--purge");
            machine.jongIn(elsewhere(), "down", "--purge");
        } finally {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void startsAReadyNodeAndSaysSoAgainWhenAskedAgain() {
        assertThat(machine.kubectl("get", "nodes").orFail().output()).contains(" Ready ");
        assertThat(machine.jong("up").orFail().output()).contains("already");
        assertThat(machine.jong("status").orFail().output()).contains("6443");
    }

    @Test
    @Order(2)
    void runsTheExample() {
        machine.kubectl(
                        "apply",
                        "-f",
                        PrivateMachine.repository().resolve("examples/hello.yaml").toString())
                .orFail();
        machine.kubectl("-n", "hello", "rollout", "status", "deployment/hello", "--timeout=180s")
                .orFail();
        assertThat(pods()).hasSize(3);
    }

    @Test
    @Order(3)
    void answersOnTheNodePortFromEveryReplica() {
        Set<String> answers = new HashSet<>();
        await().atMost(PATIENCE)
                .until(() -> {
                    answers.add(fetch("http://" + machine.address() + ":30080/"));
                    return answers.stream()
                                    .filter(answer -> answer.contains("Hello from Jong"))
                                    .count()
                            == 3;
                });
        assertThat(fetch("http://127.0.0.1:30080/")).contains("Hello from Jong");
    }

    @Test
    @Order(4)
    void isReachedByNameFromAnotherPod() {
        var said =
                machine.kubectl(
                        "run",
                        "visitor",
                        "--image=localhost/jong/demo:v1",
                        "--restart=Never",
                        "--rm",
                        "-i",
                        "--quiet",
                        "--",
                        "wget",
                        "-q",
                        "-O",
                        "-",
                        "http://hello.hello.svc.cluster.local/");
        assertThat(said.orFail().output()).contains("Hello from Jong");
    }

    @Test
    @Order(5)
    void showsLogsAndRunsCommands() {
        String pod = pods().getFirst();
        assertThat(
                        machine.kubectl(
                                        "-n",
                                        "hello",
                                        "exec",
                                        pod,
                                        "--",
                                        "sh",
                                        "-c",
                                        "echo $PASSWORD")
                                .orFail()
                                .output())
                .contains("open-sesame");
        assertThat(machine.kubectl("-n", "hello", "exec", pod, "--", "sh", "-c", "exit 3").code())
                .isEqualTo(3);
        assertThat(machine.kubectl("-n", "hello", "logs", pod, "-c", "web").orFail().output())
                .isNotNull();
        assertThat(machine.kubectl("-n", "hello", "describe", "pod", pod).orFail().output())
                .contains("Started");
    }

    @Test
    @Order(6)
    void replacesADeletedPod() {
        String pod = pods().getFirst();
        machine.kubectl("-n", "hello", "delete", "pod", pod).orFail();
        machine.kubectl("-n", "hello", "rollout", "status", "deployment/hello", "--timeout=180s")
                .orFail();
        assertThat(pods()).hasSize(3).doesNotContain(pod);
    }

    @Test
    @Order(7)
    void saysWhyAnImageCannotBePulled() {
        machine.kubectl("run", "broken", "--image=localhost/no/such:image").orFail();
        await().atMost(PATIENCE)
                .until(() ->
                        machine.kubectl("get", "pod", "broken")
                                .output()
                                .matches("(?s).*(ErrImagePull|ImagePullBackOff).*"));
        machine.kubectl("delete", "pod", "broken", "--wait=false").orFail();
    }

    /// Every object whose creation was acknowledged is there after a crash, containers were not
    /// restarted, and Services answer all the while.
    @Test
    @Order(8)
    void losesNothingInACrash(@TempDir Path folder) throws Exception {
        var before = containers();
        long pid = Long.parseLong(daemon());
        var manifest = Files.writeString(folder.resolve("maps.yaml"), configMaps("crash", 1000));
        List<String> acknowledged;
        try (var creating =
                machine.start(List.of("kubectl", "create", "-f", manifest.toString()))) {
            await().atMost(PATIENCE).until(() -> created(creating).size() >= 300);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(PATIENCE)
                    .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
            assertThat(fetch("http://" + machine.address() + ":30080/"))
                    .contains("Hello from Jong");
            creating.process().onExit().join();
            acknowledged = created(creating);
        }
        assertThat(acknowledged).hasSizeBetween(300, 999);

        machine.jong("up").orFail();

        assertThat(machine.kubectl("get", "configmaps", "-o", "name").orFail().output().lines())
                .containsAll(acknowledged);
        machine.kubectl("-n", "hello", "rollout", "status", "deployment/hello", "--timeout=180s")
                .orFail();
        assertThat(containers()).isEqualTo(before);
        assertThat(fetch("http://" + machine.address() + ":30080/")).contains("Hello from Jong");
    }

    /// From a snapshot that was taken while clients wrote, in another home with certificates of its
    /// own.
    @Test
    @Order(9)
    void runsAgainElsewhereFromASnapshot(@TempDir Path folder) throws Exception {
        var manifest = Files.writeString(folder.resolve("maps.yaml"), configMaps("kept", 2000));
        var snapshot = folder.resolve("cluster.snapshot").toString();
        List<String> acknowledged;
        try (var creating =
                machine.start(List.of("kubectl", "create", "-f", manifest.toString()))) {
            await().atMost(PATIENCE).until(() -> created(creating).size() >= 100);
            acknowledged = created(creating);
            machine.jong("snapshot", "save", snapshot).orFail();
            assertThat(creating.process().isAlive()).as("it was under load").isTrue();
        }
        machine.jong("down", "--purge").orFail();

        machine.jongIn(elsewhere(), "snapshot", "restore", snapshot).orFail();
        machine.jongIn(elsewhere(), "up").orFail();

        await().atMost(PATIENCE)
                .until(() ->
                        fetch("http://" + machine.address() + ":30080/")
                                .contains("Hello from Jong"));
        machine.kubectl("-n", "hello", "rollout", "status", "deployment/hello", "--timeout=180s")
                .orFail();
        assertThat(machine.kubectl("get", "configmaps", "-o", "name").orFail().output().lines())
                .containsAll(acknowledged);
        machine.jongIn(elsewhere(), "down", "--purge").orFail();
        assertThat(elsewhere()).doesNotExist();
    }

    private static Path elsewhere() {
        return machine.home().resolve("elsewhere");
    }

    private static String configMaps(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: %s-%d}
                        ---
                        """
                                .formatted(name, i))
                .collect(Collectors.joining());
    }

    private static List<String> created(Background creating) {
        return creating.output()
                .lines()
                .filter(line -> line.endsWith(" created"))
                .map(line -> line.substring(0, line.length() - " created".length()))
                .toList();
    }

    @Test
    @Order(10)
    void leavesNothingBehind() throws Exception {
        Path home = machine.jongHome();
        machine.jong("down", "--purge").orFail();
        assertThat(home).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home.toString());
        assertThat(machine.run("nft", "list", "tables").output()).doesNotContain("jong");
        assertThat(machine.run("ip", "-o", "link").output())
                .doesNotContain("jong")
                .doesNotContain("veth");
        var processes =
                ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(home.toString()))
                        .toList();
        assertThat(processes).isEmpty();
    }

    private static List<String> pods() {
        String names =
                machine.kubectl(
                                "-n",
                                "hello",
                                "get",
                                "pods",
                                "-l",
                                "app=hello",
                                "--field-selector=status.phase=Running",
                                "-o",
                                "go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}")
                        .orFail()
                        .output();
        return names.lines().filter(line -> !line.isBlank()).toList();
    }

    /// Identities of the example's containers, with how often each was restarted.
    private static String containers() {
        return machine.kubectl(
                        "-n",
                        "hello",
                        "get",
                        "pods",
                        "-l",
                        "app=hello",
                        "--sort-by=.metadata.name",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.name}{range .status.containerStatuses[*]} {.containerID} {.restartCount}{end}{\"\\n\"}{end}")
                .orFail()
                .output();
    }

    private static String daemon() {
        var status = machine.jong("status").orFail().output();
        var matcher = java.util.regex.Pattern.compile("process\\s+(\\d+)").matcher(status);
        assertThat(matcher.find()).as(status).isTrue();
        return matcher.group(1);
    }

    private static String fetch(String url) {
        return machine.run("curl", "-s", "-m", "5", url).output();
    }
}
