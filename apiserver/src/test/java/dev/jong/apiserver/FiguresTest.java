package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.json.Json;
import dev.jong.apiserver.authentication.LegacyTokens;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Metrics of upstream's that nobody promises, and which are told here too.
@Timeout(180)
class FiguresTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final String MAPS = NAMESPACE + "configmaps";

    private TokenKeys keys;
    private TestServer server;

    @BeforeEach
    void start() {
        keys = TestServer.keys();
        server =
                TestServer.start(config ->
                        config.withAccess(
                                AccessConfig.of(keys).withStaticTokens(TestServer.TOKENS)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String page() {
        return server.get("admin", "/metrics").text();
    }

    private TestServer.Answer created(String path, String object) {
        var answer = server.post("admin", path, object);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer;
    }

    @Test
    void watchesTellWhatTheyWereTold() {
        created(MAPS, "{\"metadata\":{\"name\":\"a\"}}");
        created(MAPS, "{\"metadata\":{\"name\":\"b\"}}");
        server.get("admin", MAPS + "?watch=1&timeoutSeconds=1");
        var of = "{group=\"\",resource=\"configmaps\",version=\"v1\"} 2\n";
        assertThat(page())
                .contains("apiserver_watch_events_total" + of)
                .contains("apiserver_watch_events_sizes_count" + of)
                .contains("version=\"v1\",le=\"1024\"} 2\n")
                .contains("apiserver_init_events_total{group=\"\",resource=\"configmaps\"} 2\n");
    }

    @Test
    void listsTellWhatTheyLookedAtAndWhatTheyShowed() {
        var of = "{group=\"\",index=\"\",resource=\"secrets\"} ";
        for (var name : List.of("a", "b", "c")) {
            var labels = name.equals("a") ? "{\"x\":\"y\"}" : "{}";
            created(
                    NAMESPACE + "secrets",
                    "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":" + labels + "}}");
        }
        long before = number(page(), "apiserver_cache_list_total" + of);
        server.get("alice", NAMESPACE + "secrets"); // is not allowed
        server.get("admin", NAMESPACE + "secrets?labelSelector=x%3Dy");
        var after = page();
        assertThat(number(after, "apiserver_cache_list_total" + of)).isEqualTo(before + 1);
        assertThat(number(after, "apiserver_cache_list_fetched_objects_total" + of)).isEqualTo(3);
        assertThat(
                        number(
                                after,
                                "apiserver_cache_list_returned_objects_total{group=\"\",resource=\"secrets\"} "))
                .isEqualTo(1);
    }

    private static long number(String page, String series) {
        int begin = page.indexOf("\n" + series) + 1 + series.length();
        assertThat(begin).as(series).isGreaterThan(series.length());
        return Long.parseLong(page.substring(begin, page.indexOf('\n', begin)));
    }

    @Test
    void eachStepOfARequestIsTimed() {
        var name = "apiserver_request_filter_duration_seconds_count{filter=\"";
        page();
        var first = page();
        var second = page();
        for (var filter :
                List.of(
                        "authentication",
                        "authorization",
                        "constrainedimpersonation",
                        "priorityandfairness")) {
            var series = name + filter + "\"} ";
            assertThat(number(second, series)).as(filter).isEqualTo(number(first, series) + 1);
        }
    }

    @Test
    void addressesAndNodePortsAreCounted() {
        var before = page();
        var any = "kube_apiserver_clusterip_allocator_allocation_total{cidr=\"10.96.0.0/16\",";
        var held = "kube_apiserver_clusterip_allocator_allocated_ips{cidr=\"10.96.0.0/16\"} ";
        var left = "kube_apiserver_clusterip_allocator_available_ips{cidr=\"10.96.0.0/16\"} ";
        var ports = "kube_apiserver_nodeport_allocator_";
        var service =
                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[%s]%s}}";
        created(
                NAMESPACE + "services",
                service.formatted("{\"port\":1,\"nodePort\":30001},{\"port\":2,\"name\":\"b\"}", "")
                        .replace("{\"port\":1", "{\"name\":\"a\",\"port\":1"));
        var refused =
                server.post(
                        "admin",
                        NAMESPACE + "services",
                        service.formatted("{\"port\":1}", ",\"clusterIP\":\"10.96.0.1\"")
                                .replace("\"s\"", "\"t\""));
        assertThat(refused.status()).isEqualTo(422);

        var after = page();
        assertThat(number(after, any + "scope=\"dynamic\"} ")).isEqualTo(1);
        assertThat(number(after, held)).isEqualTo(number(before, held) + 1);
        assertThat(number(after, left)).isEqualTo(65534 - number(after, held));
        assertThat(after)
                .contains(
                        any.replace("allocation_total", "allocation_errors_total")
                                + "scope=\"static\"} 1\n",
                        "allocation_duration_seconds_count{cidr=\"10.96.0.0/16\"} ",
                        ports + "allocation_total{scope=\"static\"} 1\n",
                        ports + "allocation_total{scope=\"dynamic\"} 1\n",
                        ports + "allocated_ports 2\n",
                        ports + "available_ports 2766\n",
                        "apiserver_nodeport_repair_reconcile_errors_total 0\n",
                        "apiserver_tls_handshake_errors_total 0\n");
    }

    @Test
    void questionsOnTheWayToAnotherUserAreCounted() {
        server.call("admin", "GET", MAPS, "", "Impersonate-User", "bob");
        server.call("alice", "GET", MAPS, "", "Impersonate-User", "bob");

        var page = page();
        var attempts = "apiserver_impersonation_attempts_total{";
        var questions = "apiserver_impersonation_authorization_attempts_total{";
        assertThat(page)
                .contains(
                        attempts + "decision=\"allowed\",mode=\"user-info\"} 1\n",
                        attempts + "decision=\"denied\",mode=\"\"} 1\n",
                        questions + "decision=\"allowed\",mode=\"user-info\"} 2\n",
                        questions + "decision=\"denied\",mode=\"user-info\"} 1\n",
                        questions + "decision=\"denied\",mode=\"legacy\"} 1\n");
    }

    @Test
    void tokensOfServiceAccountsAreCounted() {
        var account = created(NAMESPACE + "serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}");
        var request =
                created(
                        NAMESPACE + "serviceaccounts/robot/token",
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"audiences\":[]}}");
        server.get(request.body().object("status").text("token"), MAPS);
        assertThat(page())
                .contains("serviceaccount_valid_tokens_total 1\n")
                .contains("serviceaccount_stale_tokens_total 0\n")
                .contains("serviceaccount_legacy_tokens_total 0\n");

        var old =
                LegacyTokens.issue(
                        keys,
                        Json.read(
                                account.text().getBytes(StandardCharsets.UTF_8),
                                ServiceAccount.CODEC),
                        Json.read(
                                "{\"metadata\":{\"name\":\"old\"}}"
                                        .getBytes(StandardCharsets.UTF_8),
                                Secret.CODEC));
        var data = Base64.getEncoder().encodeToString(old.getBytes(StandardCharsets.UTF_8));
        created(
                NAMESPACE + "secrets",
                "{\"metadata\":{\"name\":\"old\"},\"data\":{\"token\":\"" + data + "\"}}");
        Awaitility.await().until(() -> server.get(old, MAPS).status() == 403);
        assertThat(page())
                .contains("serviceaccount_legacy_tokens_total 1\n")
                .contains("serviceaccount_legacy_manual_token_uses_total 1\n")
                .contains("serviceaccount_legacy_auto_token_uses_total 0\n")
                .contains("serviceaccount_invalid_legacy_auto_token_uses_total 0\n");
    }
}
