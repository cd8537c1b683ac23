package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.json.Json;
import dev.jong.apiserver.authentication.LegacyTokens;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
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
    void start() throws NoSuchAlgorithmException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var pair = generator.generateKeyPair();
        keys = new TokenKeys(pair.getPrivate(), List.of(pair.getPublic()));
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
