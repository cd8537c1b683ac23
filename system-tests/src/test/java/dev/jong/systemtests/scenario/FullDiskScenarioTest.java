package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// The disk fills under a running cluster, and is freed again, told in order.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FullDiskScenarioTest {
    private static final int MAPS = 400;
    private static final int LEFT_BYTES = 2 << 20;
    private static final String TROUBLE =
            "the store is read-only, because its log cannot be written (No space left on device):"
                    + " free disk space, then it goes on by itself";
    private static final PrivateMachine MACHINE = PrivateMachine.withDiskOf("400m");
    private static final Path BALLAST = MACHINE.home().resolve("ballast");

    /// Names of all objects whose creation was acknowledged.
    private static final TreeSet<String> ACKNOWLEDGED = new TreeSet<>();

    /// Pods leave while there is still room for the store.
    private static final String KUBELET =
            """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            evictionHard: {nodefs.available: 150Mi}
            evictionPressureTransitionPeriod: 1s
            """;

    private static final String PODS =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: modest}
            spec:
              containers:
              - {name: main, image: "localhost/jong/demo:v1", command: [sleep, "3600"]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: glutton}
            spec:
              containers:
              - name: main
                image: localhost/jong/demo:v1
                command: [sh, -c, "dd if=/dev/zero of=/scratch/much bs=1M count=250; sleep 3600"]
                volumeMounts: [{name: scratch, mountPath: /scratch}]
              volumes: [{name: scratch, emptyDir: {}}]
            """;

    @BeforeAll
    static void up() throws IOException {
        var kubelet = Files.writeString(MACHINE.home().resolve("kubelet.yaml"), KUBELET);
        MACHINE.jong("up", "--kubelet-config", kubelet.toString()).orFail();
    }

    @AfterAll
    static void leaveNothing() {
        try {
            MACHINE.jong("down", "--purge");
        } finally {
            MACHINE.close();
        }
    }

    @Test
    @Order(0)
    void letsThePodGoThatFillsTheDisk() {
        MACHINE.apply(PODS).orFail();

        MACHINE.kubectl(
                        "wait",
                        "--for=jsonpath={.status.reason}=Evicted",
                        "pod/glutton",
                        "--timeout=180s")
                .orFail();
        assertThat(MACHINE.kubectl("describe", "pod", "glutton").orFail().output())
                .containsPattern("Status: +Failed")
                .containsPattern("DisruptionTarget +True")
                .contains(
                        "The node was low on resource: ephemeral-storage."
                                + " Threshold quantity: 150Mi, available: ");
        soon().untilAsserted(() ->
                assertThat(MACHINE.kubectl("get", "events").orFail().output())
                        .contains(
                                "EvictionThresholdMet", "Attempting to reclaim ephemeral-storage"));
        MACHINE.kubectl(
                        "wait",
                        "--for=condition=DiskPressure=false",
                        "node",
                        "--all",
                        "--timeout=180s")
                .orFail();
        MACHINE.kubectl("wait", "--for=condition=Ready", "pod/modest", "--timeout=180s").orFail();
    }

    @Test
    @Order(1)
    void refusesWritesWithTheReason() throws IOException {
        // What a Pod that is evicted meanwhile gives back might be enough for the store to go on.
        MACHINE.kubectl("delete", "pod", "modest", "glutton").orFail();
        var free = Files.getFileStore(MACHINE.home()).getUsableSpace();
        MACHINE.run("fallocate", "-l", Long.toString(free - LEFT_BYTES), BALLAST.toString())
                .orFail();

        var creating = MACHINE.run(List.of("kubectl", "create", "-f", "-"), maps());

        assertThat(creating.code()).isEqualTo(1);
        creating.output()
                .lines()
                .filter(line -> line.endsWith(" created"))
                .map(line -> line.substring(0, line.length() - " created".length()))
                .forEach(ACKNOWLEDGED::add);
        assertThat(ACKNOWLEDGED).hasSizeBetween(1, MAPS - 1);
        assertThat(creating.output()).contains("Error from server (ServiceUnavailable): ", TROUBLE);
        assertThat(
                        MACHINE.kubectl(
                                        "delete",
                                        "configmap",
                                        ACKNOWLEDGED.first().split("/", -1)[1])
                                .output())
                .contains(TROUBLE);
    }

    @Test
    @Order(2)
    void goesOnReadingAndSaysWhatIsWrong() {
        assertThat(stored()).isEqualTo(ACKNOWLEDGED);
        assertThat(MACHINE.kubectl("get", "--raw", "/readyz?verbose").output())
                .contains("[-]etcd failed: reason withheld");
        assertThat(MACHINE.kubectl("get", "componentstatuses").orFail().output())
                .containsPattern("etcd-0\\s+Unhealthy\\s+" + Pattern.quote(TROUBLE));
        assertThat(MACHINE.jong("status").orFail().output())
                .containsPattern("etcd-0\\s+" + Pattern.quote(TROUBLE));
    }

    @Test
    @Order(3)
    void takesWritesAgainWhenThereIsRoom() throws IOException {
        Files.delete(BALLAST);

        soon().until(() -> MACHINE.kubectl("create", "configmap", "after").code() == 0);

        ACKNOWLEDGED.add("configmap/after");
        assertThat(MACHINE.kubectl("get", "--raw", "/readyz").orFail().output()).isEqualTo("ok");
        assertThat(MACHINE.jong("status").orFail().output()).doesNotContain("etcd-0");
        MACHINE.kubectl(
                        "wait",
                        "--for=condition=DiskPressure=false",
                        "node",
                        "--all",
                        "--timeout=180s")
                .orFail();
        MACHINE.kubectl(
                        "run",
                        "visitor",
                        "--image=localhost/jong/demo:v1",
                        "--restart=Never",
                        "--rm",
                        "-i",
                        "--quiet",
                        "--",
                        "true")
                .orFail();
    }

    @Test
    @Order(4)
    void hasEverythingAfterARestart() {
        MACHINE.jong("down").orFail();
        MACHINE.jong("up").orFail();

        assertThat(stored()).isEqualTo(ACKNOWLEDGED);
    }

    private static TreeSet<String> stored() {
        return MACHINE.kubectl("get", "configmaps", "-o", "name")
                .orFail()
                .output()
                .lines()
                .filter(name -> !name.equals("configmap/kube-root-ca.crt"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Together more than what is left of the disk.
    private static String maps() {
        var content = "x".repeat(20_000);
        return IntStream.range(0, MAPS)
                .mapToObj(i ->
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: full-%d}
                        data: {content: %s}
                        ---
                        """
                                .formatted(i, content))
                .collect(Collectors.joining());
    }
}
