package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.request.User;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DebugPagesTest {
    private static final String ROOT = "/debug/api_priority_and_fairness/dump_";
    private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1/";

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.withUsers(Map.of("queued", User.of("queued", List.of())));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<List<String>> rows(String page) {
        var answer = server.get("admin", ROOT + page);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text()
                .lines()
                .map(line -> Arrays.stream(line.split(",", -1)).map(String::strip).toList())
                .toList();
    }

    private static List<List<String>> of(List<List<String>> rows, String level) {
        return rows.stream().filter(row -> row.getFirst().equals(level)).toList();
    }

    @Test
    void pagesHaveUpstreamsColumns() {
        assertThat(server.get("admin", ROOT + "priority_levels").text())
                .startsWith(
                        "PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, "
                                + "ExecutingRequests, DispatchedRequests, RejectedRequests, "
                                + "TimedoutRequests, CancelledRequests\n"
                                + "catch-all,         0,            true,   false,       0,               "
                                + "0,                 0,                  0,                0,                0\n");
        assertThat(server.get("admin", ROOT + "queues").text())
                .startsWith(
                        "PriorityLevelName, Index,  PendingRequests, ExecutingRequests, SeatsInUse, "
                                + "NextDispatchR, InitialSeatsSum, MaxSeatsSum, TotalWorkSum\n"
                                + "global-default,    0,      0,               0,                 0,          "
                                + "0.00000000ss,  0,               0,           0.00000000ss\n");
        assertThat(of(rows("queues"), "global-default")).hasSize(128);
    }

    @Test
    void requestsAreTold() {
        var page = rows("requests?includeRequestDetails=yes");
        assertThat(page.getFirst())
                .containsExactly(
                        "PriorityLevelName",
                        "FlowSchemaName",
                        "QueueIndex",
                        "RequestIndexInQueue",
                        "FlowDistingsher",
                        "ArriveTime",
                        "InitialSeats",
                        "FinalSeats",
                        "AdditionalLatency",
                        "StartTime",
                        "UserName",
                        "Verb",
                        "APIPath",
                        "Namespace",
                        "Name",
                        "APIVersion",
                        "Resource",
                        "SubResource");
        var self = of(page, "exempt").getLast();
        assertThat(self.subList(0, 5)).containsExactly("exempt", "exempt", "-1", "-1", "");
        assertThat(Instant.parse(self.get(5))).isAfter(Instant.EPOCH);
        assertThat(self.subList(6, 9)).containsExactly("1", "0", "0s");
        assertThat(self.subList(10, 18))
                .containsExactly("admin", "get", ROOT + "requests", "", "", "", "", "");
        assertThat(rows("requests").getFirst()).hasSize(10);
    }

    @Test
    void timesEndWithoutZeros() {
        assertThat(DebugPages.time(Instant.parse("2026-01-02T03:04:05.120000Z")))
                .isEqualTo("2026-01-02T03:04:05.12Z");
        assertThat(DebugPages.time(Instant.parse("2026-01-02T03:04:10Z")))
                .isEqualTo("2026-01-02T03:04:10Z");
    }

    /// A level that is deleted serves who is there, and then goes.
    @Test
    void whoWaitsIsToldAndServedAlthoughHisLevelIsDeleted() throws InterruptedException {
        made(
                "prioritylevelconfigurations",
                "{\"metadata\":{\"name\":\"full\"},\"spec\":{\"type\":\"Limited\",\"limited\":"
                        + "{\"nominalConcurrencyShares\":0,\"borrowingLimitPercent\":0,\"limitResponse\":{\"type\":\"Queue\","
                        + "\"queuing\":{\"queues\":2,\"handSize\":1,\"queueLengthLimit\":9}}}}}");
        made(
                "flowschemas",
                "{\"metadata\":{\"name\":\"full\"},\"spec\":{\"priorityLevelConfiguration\":{\"name\":\"full\"},"
                        + "\"matchingPrecedence\":50,\"distinguisherMethod\":{\"type\":\"ByUser\"},\"rules\":[{\"subjects\":[{\"kind\":\"User\",\"user\":{\"name\":\"queued\"}}],"
                        + "\"resourceRules\":[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"],\"namespaces\":[\"*\"]}]}]}}");
        var path = "/api/v1/namespaces/default/configmaps/c";
        Awaitility.await()
                .until(() -> server.get("queued", path + "?timeout=20ms").status() == 429);
        var waiting =
                Thread.ofVirtual()
                        .start(() ->
                                catchThrowable(() -> server.get("queued", path + "?timeout=60s")));
        Awaitility.await().until(() -> of(rows("requests"), "full").size() == 1);
        var row = of(rows("requests?includeRequestDetails=1"), "full").getFirst();
        assertThat(row.get(1)).isEqualTo("full");
        assertThat(row.get(3)).isEqualTo("0");
        assertThat(row.get(4)).isEqualTo("queued");
        assertThat(row.get(9)).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(row.subList(10, 18))
                .containsExactly("queued", "get", path, "default", "c", "v1", "configmaps", "");
        var queue = of(rows("queues"), "full").get(Integer.parseInt(row.get(2)));
        assertThat(queue.get(2)).isEqualTo("1");
        assertThat(queue.subList(6, 9)).containsExactly("1", "1", "0.00300000ss");

        server.call("admin", "DELETE", GROUP + "prioritylevelconfigurations/full", "");
        Awaitility.await()
                .until(() ->
                        of(rows("priority_levels"), "full").stream()
                                .anyMatch(level -> level.get(3).equals("true")));
        assertThat(of(rows("priority_levels"), "full").getFirst().subList(1, 6))
                .containsExactly("1", "false", "true", "1", "0");
        waiting.interrupt();
        waiting.join();
    }

    private boolean watches() {
        return rows("requests?includeRequestDetails=1").stream()
                .anyMatch(row -> row.get(11).equals("watch"));
    }

    /// The seat of a watch is its until it has told what there was.
    @Test
    void aWatchIsServedWhileItBegins() throws IOException {
        var maps = "/api/v1/namespaces/default/configmaps";
        var data = "x".repeat(900_000);
        for (int i = 0; i < 8; i++) {
            var map = "{\"metadata\":{\"name\":\"m" + i + "\"},\"data\":{\"a\":\"" + data + "\"}}";
            assertThat(server.post("admin", maps, map).status()).isEqualTo(201);
        }
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(server.server().address());
            var request =
                    "GET "
                            + maps
                            + "?watch=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(this::watches);
            var read = Thread.ofVirtual().start(() -> drain(socket));
            Awaitility.await().until(() -> !watches());
            assertThat(read.isAlive()).isTrue(); // it goes on watching
        }
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // closed
        }
    }

    private void made(String resource, String object) {
        assertThat(server.post("admin", GROUP + resource, object).status()).isEqualTo(201);
    }
}
