package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.webhook.HookServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many times more requests than can be served: those that keep the cluster going are served.
@Timeout(180)
class OverloadTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/";
    private static final int REQUESTS = 400; // more than a hand of queues holds

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final List<Thread> crowd = new ArrayList<>();
    private HookServer hooks;
    private TestServer server;

    @BeforeEach
    void start() {
        hooks = new HookServer();
        hooks.on(
                "/held",
                review -> {
                    held.incrementAndGet();
                    await(release);
                    var uid = String.valueOf(review.object("request").text("uid"));
                    return JsonObject.EMPTY
                            .with("apiVersion", "admission.k8s.io/v1")
                            .with("kind", "AdmissionReview")
                            .with(
                                    "response",
                                    JsonObject.EMPTY
                                            .with("uid", uid)
                                            .with("allowed", JsonBoolean.TRUE));
                });
        server =
                TestServer.withUsers(
                        Map.of(
                                "kubelet",
                                User.of("system:node:n1", List.of("system:nodes")),
                                "scheduler",
                                User.of("system:kube-scheduler", List.of())),
                        "--max-requests-inflight=16",
                        "--max-mutating-requests-inflight=8");
        created("/api/v1/nodes", "{\"metadata\":{\"name\":\"n1\"}}");
        created(
                LEASES + "kube-system/leases",
                "{\"metadata\":{\"name\":\"kube-scheduler\"},\"spec\":{\"holderIdentity\":\"a\"}}");
        created("/api/v1/namespaces", "{\"metadata\":{\"name\":\"kube-node-lease\"}}");
        created(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "{\"metadata\":{\"name\":\"alice\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"cluster-admin\"},"
                        + "\"subjects\":[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"alice\"}]}");
        created(
                "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                "{\"metadata\":{\"name\":\"held\"},\"webhooks\":[{\"name\":\"a.b.c\",\"timeoutSeconds\":30,\"sideEffects\":\"None\",\"admissionReviewVersions\":[\"v1\"],"
                        + "\"clientConfig\":{\"url\":\""
                        + hooks.url("/held")
                        + "\",\"caBundle\":\""
                        + hooks.bundle()
                        + "\"},\"rules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"configmaps\"]}]}]}");
        Awaitility.await().until(() -> server.get("alice", MAPS).status() == 200);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void created(String path, String object) {
        assertThat(server.post("admin", path, object).status()).isIn(201, 409);
    }

    @AfterEach
    void stop() throws InterruptedException {
        release.countDown();
        for (var one : crowd) {
            one.join();
        }
        server.close();
        hooks.close();
    }

    private void crowd() {
        for (int i = 0; i < REQUESTS; i++) {
            var map = "{\"metadata\":{\"name\":\"m" + i + "\"}}";
            crowd.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                int status = server.post("alice", MAPS, map).status();
                                answers.computeIfAbsent(status, _ -> new AtomicInteger())
                                        .incrementAndGet();
                            }));
        }
    }

    @Test
    void systemTrafficKeepsItsShare() {
        crowd();
        Awaitility.await().until(() -> answers.containsKey(429) && held.get() > 0);
        var busy = held.get();
        assertThat(busy).isLessThanOrEqualTo(12);
        for (int round = 0; round < 5; round++) {
            var lease = LEASES + "kube-node-lease/leases";
            var beat =
                    round == 0
                            ? server.post("kubelet", lease, "{\"metadata\":{\"name\":\"n1\"}}")
                            : renewed("kubelet", lease + "/n1");
            assertThat(beat.status()).as(beat.text()).isIn(200, 201);
            var status =
                    server.call(
                            "kubelet",
                            "PATCH",
                            "/api/v1/nodes/n1/status",
                            "{\"status\":{\"phase\":\"r" + round + "\"}}",
                            "Content-Type",
                            "application/merge-patch+json");
            assertThat(status.status()).as(status.text()).isEqualTo(200);
            var led = renewed("scheduler", LEASES + "kube-system/leases/kube-scheduler");
            assertThat(led.status()).as(led.text()).isEqualTo(200);
        }
        assertThat(server.get("admin", "/livez").status()).isEqualTo(200);
        var queued = server.get("admin", "/debug/api_priority_and_fairness/dump_requests").text();
        assertThat(queued).contains("alice");
        release.countDown();
        Awaitility.await()
                .until(() ->
                        answers.values().stream().mapToInt(AtomicInteger::get).sum() == REQUESTS);
        assertThat(answers.keySet()).isSubsetOf(201, 429);
        assertThat(answers.get(201).get()).isGreaterThanOrEqualTo(busy);
    }

    private TestServer.Answer renewed(String token, String path) {
        var lease = server.get(token, path);
        return lease.status() == 200 ? server.call(token, "PUT", path, lease.text()) : lease;
    }

    /// Clients that ask and never read, and such as send a byte now and then, hold nobody up.
    @Test
    void clientsThatDoNotReadHoldNobodyUp() throws Exception {
        release.countDown();
        var data = "x".repeat(200_000);
        for (int i = 0; i < 5; i++) {
            created(
                    MAPS,
                    "{\"metadata\":{\"name\":\"big" + i + "\"},\"data\":{\"a\":\"" + data + "\"}}");
        }
        var port = server.server().address().getPort();
        var lazy = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 60; i++) {
                var socket = new Socket("127.0.0.1", port);
                lazy.add(socket);
                var path = i % 3 == 0 ? MAPS + "?watch=1" : MAPS;
                var begun = i % 3 == 2 ? "" : "\r\n";
                socket.getOutputStream()
                        .write(
                                ("GET "
                                                + path
                                                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer alice\r\n"
                                                + begun)
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 100; i++) {
                var change = "{\"data\":{\"b\":\"" + i + "\"}}";
                var answer =
                        server.call(
                                "admin",
                                "PATCH",
                                MAPS + "/big0",
                                change,
                                "Content-Type",
                                "application/merge-patch+json");
                assertThat(answer.status()).isEqualTo(200);
            }
            assertThat(renewed("scheduler", LEASES + "kube-system/leases/kube-scheduler").status())
                    .isEqualTo(200);
        } finally {
            for (var socket : lazy) {
                socket.close();
            }
        }
        Awaitility.await().until(() -> server.get("alice", MAPS + "/big0").status() == 200);
    }
}
