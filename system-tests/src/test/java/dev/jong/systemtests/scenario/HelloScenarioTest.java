package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.systemtests.scenario.ClusterHome.Watched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private static final PrivateMachine MACHINE = new PrivateMachine();
    private static final ClusterHome CLUSTER = ClusterHome.of(MACHINE, MACHINE.jongHome());
    private static final HelloApplication HELLO = new HelloApplication(CLUSTER);

    /// Homes to which the cluster moves.
    private static final ClusterHome ELSEWHERE = home("elsewhere");

    private static final ClusterHome AT_LAST = home("at-last");
    private static final List<ClusterHome> HOMES = List.of(CLUSTER, ELSEWHERE, AT_LAST);
    private static final List<Background> SERVERS = new ArrayList<>();

    private static ClusterHome home(String name) {
        return ClusterHome.of(MACHINE, MACHINE.home().resolve(name));
    }

    @BeforeAll
    static void up() {
        MACHINE.jong("up").orFail();
    }

    @AfterAll
    static void leaveNothing() {
        try {
            HOMES.forEach(each -> each.jong("down", "--purge"));
            SERVERS.forEach(Background::close);
        } finally {
            MACHINE.close();
        }
    }

    @Test
    @Order(1)
    void startsAReadyNodeAndSaysSoAgainWhenAskedAgain() {
        assertThat(MACHINE.kubectl("get", "nodes").orFail().output()).contains(" Ready ");
        assertThat(MACHINE.jong("up").orFail().output()).contains("already");
        assertThat(MACHINE.jong("status").orFail().output()).contains("6443");
    }

    @Test
    @Order(2)
    void runsTheExample() {
        HELLO.apply();
        HELLO.awaitRollout();
        assertThat(HELLO.pods()).hasSize(3);
    }

    @Test
    @Order(3)
    void answersOnTheNodePortFromEveryReplica() {
        Set<String> answers = new HashSet<>();
        await().atMost(PATIENCE)
                .until(() -> {
                    answers.add(HELLO.answer());
                    return answers.stream()
                                    .filter(answer -> answer.contains("Hello from Jong"))
                                    .count()
                            >= 3;
                });
        await().atMost(PATIENCE)
                .until(() -> HELLO.fetch("http://127.0.0.1:30080/").contains("Hello from Jong"));
    }

    @Test
    @Order(4)
    void isReachedByNameFromAnotherPod() {
        MACHINE.kubectl(
                        "run",
                        "visitor",
                        "--image=localhost/jong/demo:v1",
                        "--restart=Never",
                        "--",
                        "sh",
                        "-c",
                        "until wget -q -O - http://hello.hello.svc.cluster.local/; do sleep 1; done")
                .orFail();
        MACHINE.kubectl(
                        "wait",
                        "--for=jsonpath={.status.phase}=Succeeded",
                        "pod/visitor",
                        "--timeout=180s")
                .orFail();
        assertThat(MACHINE.kubectl("logs", "visitor").orFail().output())
                .contains("Hello from Jong");
        MACHINE.kubectl("delete", "pod", "visitor").orFail();
    }

    @Test
    @Order(5)
    void showsLogsAndRunsCommands() {
        String pod = HELLO.pods().getFirst();
        assertThat(HELLO.kubectl("exec", pod, "--", "sh", "-c", "echo $PASSWORD").orFail().output())
                .contains("open-sesame");
        assertThat(HELLO.kubectl("exec", pod, "--", "sh", "-c", "exit 3").code()).isEqualTo(3);
        assertThat(HELLO.kubectl("logs", pod, "-c", "web").orFail().output()).isNotNull();
        await().atMost(PATIENCE)
                .until(() ->
                        HELLO.kubectl("describe", "pod", pod)
                                .orFail()
                                .output()
                                .contains("Started"));
    }

    @Test
    @Order(6)
    void replacesADeletedPod() {
        String pod = HELLO.pods().getFirst();
        HELLO.kubectl("delete", "pod", pod).orFail();
        HELLO.awaitRollout();
        assertThat(HELLO.pods()).hasSize(3).doesNotContain(pod);
    }

    @Test
    @Order(7)
    void saysWhyAnImageCannotBePulled() {
        MACHINE.kubectl("run", "broken", "--image=localhost/no/such:image").orFail();
        await().atMost(PATIENCE)
                .until(() ->
                        MACHINE.kubectl("get", "pod", "broken")
                                .output()
                                .matches("(?s).*(ErrImagePull|ImagePullBackOff).*"));
        MACHINE.kubectl("delete", "pod", "broken", "--wait=false").orFail();
    }

    /// Every object whose creation was acknowledged is there after a crash, containers were not
    /// restarted, and Services answer all the while.
    @Test
    @Order(8)
    void losesNothingInACrash(@TempDir Path folder) throws Exception {
        var before = HELLO.containers();
        long pid = Long.parseLong(daemon());
        List<String> acknowledged;
        try (var writer = MapWriter.start(CLUSTER, folder, "crash", 1000)) {
            writer.awaitCreated(300);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await().atMost(PATIENCE)
                    .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
            // Nobody is there who could put something right meanwhile.
            await().atMost(PATIENCE).until(() -> HELLO.answer().contains("Hello from Jong"));
            writer.awaitEnd();
            acknowledged = writer.created();
        }
        assertThat(acknowledged).hasSizeBetween(300, 999);

        MACHINE.jong("up").orFail();

        assertThat(maps(CLUSTER)).containsAll(acknowledged);
        HELLO.awaitRollout();
        assertThat(HELLO.containers()).isEqualTo(before);
        HELLO.awaitAnswer();
    }

    /// From a snapshot that was taken while clients wrote, in another home with certificates of its
    /// own.
    @Test
    @Order(9)
    void runsAgainElsewhereFromASnapshot(@TempDir Path folder) throws Exception {
        var acknowledged = restoreUnderLoad(CLUSTER, ELSEWHERE, "kept", folder);
        ELSEWHERE.jong("up").orFail();
        new HelloApplication(ELSEWHERE).awaitAnswer();
        assertThat(maps(ELSEWHERE)).containsAll(acknowledged);
    }

    /// Takes a snapshot while somebody writes, deletes the cluster, and makes another one's data of
    /// the snapshot.
    ///
    /// @return what was written and answered before the snapshot
    private static List<String> restoreUnderLoad(
            ClusterHome from, ClusterHome to, String name, Path folder) throws Exception {
        var snapshot = folder.resolve("cluster.snapshot").toString();
        List<String> acknowledged;
        try (var writer = MapWriter.start(from, folder, name, 2000)) {
            writer.awaitCreated(100);
            acknowledged = writer.created();
            from.jong("snapshot", "save", snapshot).orFail();
            assertThat(writer.isWriting()).as("it was under load").isTrue();
        }
        from.jong("down", "--purge").orFail();
        assertThat(from.home().root()).doesNotExist();
        to.jong("snapshot", "restore", snapshot).orFail();
        return acknowledged;
    }

    /// Every object is there, each at a version that nobody has seen, for etcd gives versions
    /// itself.
    @Test
    @Order(10)
    void movesToAnEtcdOfItsOwn() {
        var before = ELSEWHERE.versions();
        var newest = Collections.max(before.values());
        ELSEWHERE.jong("down").orFail();
        var at = ELSEWHERE.migrate("to");
        assertThat(at).isGreaterThan(newest);

        SERVERS.add(ELSEWHERE.serve("--own-etcd"));

        var after = ELSEWHERE.versions();
        assertThat(after).containsKeys(before.keySet().toArray(String[]::new));
        assertThat(before.keySet()).allMatch(each -> after.get(each) > newest);
        goesOnFrom(ELSEWHERE, newest, at, "moved-to");
        new HelloApplication(ELSEWHERE).awaitAnswer();
    }

    @Test
    @Order(11)
    void runsAgainElsewhereFromASnapshotOfEtcd(@TempDir Path folder) throws Exception {
        var newest = Collections.max(ELSEWHERE.versions().values());
        var acknowledged = restoreUnderLoad(ELSEWHERE, AT_LAST, "etcd", folder);
        SERVERS.add(AT_LAST.serve("--own-etcd"));
        new HelloApplication(AT_LAST).awaitAnswer();
        assertThat(maps(AT_LAST)).containsAll(acknowledged);
        assertThat(AT_LAST.versions().values()).allMatch(version -> version > newest);
    }

    /// Every object is there at the version it had, but what the servers changed since they
    /// started.
    @Test
    @Order(12)
    void movesBackFromEtcd() {
        var before = AT_LAST.versions();
        AT_LAST.jong("down").orFail();
        var at = AT_LAST.migrate("from");

        AT_LAST.jong("up").orFail();

        var after = AT_LAST.versions();
        assertThat(after).containsKeys(before.keySet().toArray(String[]::new));
        assertThat(before)
                .allSatisfy((each, version) -> {
                    if (each.startsWith("ConfigMap ")) {
                        assertThat(after.get(each)).as(each).isEqualTo(version);
                    } else {
                        assertThat(after.get(each)).as(each).isGreaterThanOrEqualTo(version);
                    }
                });
        goesOnFrom(AT_LAST, Collections.min(before.values()), at, "moved-back");
        new HelloApplication(AT_LAST).awaitAnswer();
    }

    /// Who watched before the move is told to list again when there is something it may have
    /// missed, else it is shown the next change and nothing beside.
    ///
    /// @param old a version from long before
    /// @param at the last one before the move
    private static void goesOnFrom(ClusterHome cluster, long old, long at, String next) {
        var listed = Collections.max(cluster.versions().values());
        cluster.kubectl("create", "configmap", next).orFail();
        var shown = new Watched.Created(List.of(next));
        assertThat(cluster.watchFrom(old, next)).isEqualTo(new Watched.Expired());
        assertThat(cluster.watchFrom(at, next)).isIn(shown, new Watched.Expired());
        assertThat(cluster.watchFrom(listed, next)).isEqualTo(shown);
    }

    private static List<String> maps(ClusterHome cluster) {
        return cluster.kubectl("get", "configmaps", "-o", "name")
                .orFail()
                .output()
                .lines()
                .toList();
    }

    @Test
    @Order(13)
    void leavesNothingBehind() throws Exception {
        var cluster = latest();
        var home = cluster.home().root();
        cluster.jong("down", "--purge").orFail();
        assertThat(home).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home.toString());
        assertThat(MACHINE.run("nft", "list", "tables").output()).doesNotContain("jong");
        MACHINE.awaitNoLinkOf("jong", "veth");
        PrivateMachine.awaitNoProcessOf(home);
    }

    /// Where the cluster is now, however much of the story was told.
    private static ClusterHome latest() {
        return HOMES.reversed().stream()
                .filter(each -> Files.exists(each.home().root()))
                .findFirst()
                .orElseThrow();
    }

    private static String daemon() {
        var status = MACHINE.jong("status").orFail().output();
        var matcher = java.util.regex.Pattern.compile("process\\s+(\\d+)").matcher(status);
        assertThat(matcher.find()).as(status).isTrue();
        return matcher.group(1);
    }
}
