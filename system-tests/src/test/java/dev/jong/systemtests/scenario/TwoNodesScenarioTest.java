package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// A cluster of two nodes on one machine, from `up --nodes 2` to `down --purge`, told in order.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesScenarioTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// So many that both endpoints answer a Pod of each node.
    private static final int NODE_PORT_TRIES = 8;

    private static final String WEB =
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: web
                    image: localhost/jong/demo:v1
                    command: [sh, -c, 'mkdir -p /www; echo "I am on $NODE" > /www/index.html; exec httpd -f -p 8080 -h /www']
                    env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
                    ports: [{containerPort: 8080, hostPort: 8088}]
                    readinessProbe: {httpGet: {port: 8080, path: /}, periodSeconds: 1, timeoutSeconds: 30}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30088}]}
            """;
    private static PrivateMachine machine = new PrivateMachine();

    @BeforeAll
    static void up() {
        machine.jong("up", "--nodes", "2").orFail();
    }

    @AfterAll
    static void leaveNothing() {
        try {
            machine.jong("down", "--purge");
        } finally {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void hasTwoReadyNodesAndKeepsThem() {
        assertThat(nodes()).hasSize(2);
        assertThat(machine.jong("up").orFail().output()).contains("already");
        assertThat(machine.jong("status").orFail().output())
                .contains(
                        nodes().getFirst() + " (Ready)", nodes().getLast() + " (Ready)", "node 2");
        assertThat(machine.jong("up", "--nodes", "1").output()).contains("cannot have fewer");
    }

    @Test
    @Order(2)
    void runsADaemonOnBothAndLetsThemReachEachOther() {
        machine.apply(WEB).orFail();
        machine.kubectl("rollout", "status", "daemonset/web", "--timeout=180s").orFail();
        assertThat(field("{range .items[*]}{.spec.nodeName}{\"\\n\"}{end}"))
                .containsExactlyInAnyOrderElementsOf(nodes());
        for (var pod : field("{range .items[*]}{.metadata.name}{\"\\n\"}{end}")) {
            for (var address : field("{range .items[*]}{.status.podIP}{\"\\n\"}{end}")) {
                awaitAnswer(pod, address, 8080);
            }
            awaitAnswer(pod, "web.default.svc.cluster.local", 80);
            assertThat(machine.kubectl("logs", pod).orFail().code()).isZero();
        }
    }

    @Test
    @Order(3)
    void spansAServiceOverBoth() {
        Set<String> answers = new HashSet<>();
        await().atMost(PATIENCE)
                .until(() -> {
                    var answer = fetch("http://127.0.0.1:30088/");
                    if (answer.contains("I am on")) {
                        answers.add(answer.strip());
                    }
                    return answers.size() == 2;
                });
        await().atMost(PATIENCE)
                .until(() -> fetch("http://" + machine.address() + ":8088/").contains("I am on"));
        for (var pod : field("{range .items[*]}{.metadata.name}{\"\\n\"}{end}")) {
            for (int i = 0; i < NODE_PORT_TRIES; i++) {
                assertThat(fetchFrom(pod, machine.address(), 30088)).contains("I am on");
            }
        }
    }

    @Test
    @Order(4)
    void bringsAnImageToBoth() throws Exception {
        var folder = Files.createTempDirectory("jong-image");
        Files.writeString(folder.resolve("hello"), "hello");
        machine.jong("image", "build", "both:v1", folder.toString()).orFail();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        machine.kubectl(
                                                        "get",
                                                        "nodes",
                                                        "-o",
                                                        "jsonpath={range .items[*]}{.status.images[*].names}{\"\\n\"}{end}")
                                                .orFail()
                                                .output()
                                                .lines())
                                .hasSize(2)
                                .allMatch(images -> images.contains("localhost/both:v1")));
        Files.delete(folder.resolve("hello"));
        Files.delete(folder);
    }

    @Test
    @Order(5)
    void startsBothAgainWithTheirPodsWhereAnotherClusterCrashed() throws Exception {
        machine.jong("down").orFail();
        var other = Files.createDirectory(machine.home().resolve("other"));
        Files.writeString(other.resolve("host-settings"), "");
        for (var bridge : List.of("jong-nodes", "jong0")) {
            machine.run("ip", "link", "add", bridge, "type", "bridge").orFail();
            machine.run("ip", "link", "set", bridge, "alias", other.toString()).orFail();
        }
        machine.jong("up").orFail();
        machine.jongIn(other, "down", "--purge").orFail();
        assertThat(other).doesNotExist();
        assertThat(nodes()).hasSize(2);
        machine.kubectl("rollout", "status", "daemonset/web", "--timeout=180s").orFail();
        await().atMost(PATIENCE).until(() -> fetch("http://127.0.0.1:30088/").contains("I am on"));
    }

    @Test
    @Order(6)
    void showsWhatBothLogged() {
        for (var node : nodes()) {
            assertThat(machine.jong("logs", "cluster").orFail().output()).contains(node + "  I");
            assertThat(machine.jong("logs", "cluster", "--node", node).orFail().output())
                    .startsWith("I");
        }
        assertThat(machine.jong("logs", "--node", "nobody").output())
                .contains("there is no node \"nobody\" on this machine; there are ");
    }

    @Test
    @Order(7)
    void leavesNothingBehind() throws Exception {
        Path home = machine.jongHome();
        machine.jong("down", "--purge").orFail();
        assertThat(home).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home.toString());
        assertThat(machine.run("nft", "list", "ruleset").output()).isBlank();
        machine.awaitNoLinkOf("jong", "veth");
        assertThat(machine.run("ip", "route").output()).doesNotContain("10.24");
        assertThat(machine.run("ip", "-4", "address", "show", "lo").output())
                .doesNotContain("10.96");
        PrivateMachine.awaitNoProcessOf(home);
    }

    private static List<String> nodes() {
        return machine.kubectl(
                        "get",
                        "nodes",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
                .orFail()
                .output()
                .lines()
                .toList();
    }

    private static List<String> field(String template) {
        return machine.kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath=" + template)
                .orFail()
                .output()
                .lines()
                .toList();
    }

    /// Routes, proxies and names follow what the API server says at their own time.
    private static void awaitAnswer(String pod, String host, int port) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(fetchFrom(pod, host, port)).contains("I am on"));
    }

    private static String fetchFrom(String pod, String host, int port) {
        var ask = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 30 " + host + " " + port;
        return machine.kubectl("exec", pod, "--", "sh", "-c", ask).orFail().output();
    }

    private static String fetch(String url) {
        return machine.run("curl", "-s", "-m", "5", url).output();
    }
}
