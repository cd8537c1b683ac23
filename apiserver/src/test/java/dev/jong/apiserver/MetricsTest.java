package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names, types, labels and buckets of the stable metrics are a promise to whoever reads them.
@Timeout(180)
class MetricsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static TestServer server;

    @BeforeAll
    static void ask() {
        server = TestServer.start();
        server.post("admin", MAPS, "{\"metadata\":{\"name\":\"a\"}}");
        server.post("admin", MAPS, "{\"metadata\":{\"name\":\"a\"}}");
        server.get(
                "admin",
                MAPS
                        + "?timeoutSeconds=1&watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        server.call(
                "admin",
                "PATCH",
                MAPS + "/a?fieldManager=m&dryRun=All",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}",
                "Content-Type",
                "application/apply-patch+yaml");
        server.get("admin", "/readyz");
        server.get("alice", "/version");
        server.get("admin", "/apis/nosuch/v1/things");
        server.call("admin", "DELETE", MAPS + "?labelSelector=no%3Dno", "");
    }

    /// What is told of a request is told after its answer.
    private static void told(Consumer<String> check) {
        Awaitility.await()
                .untilAsserted(() -> check.accept(server.get("admin", "/metrics").text()));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void requestsAreCountedUnderTheVerbsOfHttp() {
        told(text ->
                assertThat(text)
                        .contains(
                                "apiserver_request_total{code=\"201\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"} 1",
                                "apiserver_request_total{code=\"409\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"} 1",
                                "dry_run=\"All\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"APPLY\"",
                                "scope=\"namespace\",subresource=\"\",verb=\"WATCH\"",
                                "apiserver_request_total{code=\"200\",component=\"\",dry_run=\"\",group=\"\",resource=\"\",scope=\"\",subresource=\"/readyz\",verb=\"GET\",version=\"\"} 1",
                                "scope=\"namespace\",subresource=\"\",verb=\"DELETE\"",
                                "apiserver_storage_objects{resource=\"configmaps\"} ",
                                "# HELP apiserver_request_total [STABLE] ",
                                "# HELP apiserver_storage_objects [STABLE] (Deprecated since 1.34.0) ")
                        .doesNotContain("nosuch", "subresource=\"/version\""));
    }

    @Test
    void onlyAnswersToReadsAreMeasured() {
        told(text ->
                assertThat(text)
                        .containsPattern("apiserver_response_sizes_count.*verb=\"GET\"")
                        .doesNotContainPattern(
                                "apiserver_response_sizes.*verb=\"(POST|WATCH|APPLY)\""));
    }

    @Test
    void pluginsAreTimedAtTheStepAtWhichTheyHaveSomethingToSay() {
        told(text ->
                assertThat(text)
                        .contains(
                                "name=\"NamespaceLifecycle\",operation=\"CREATE\",rejected=\"false\",type=\"admit\"")
                        .doesNotContainPattern("name=\"NamespaceLifecycle\".*type=\"validate\"")
                        .doesNotContainPattern(
                                "name=\"ValidatingAdmissionPolicy\".*type=\"admit\""));
    }

    @Test
    void healthChecksAreCounted() {
        var slis = server.get("admin", "/metrics/slis").text();
        assertThat(slis)
                .contains(
                        "kubernetes_healthcheck{name=\"ping\",type=\"readyz\"} 1",
                        "kubernetes_healthchecks_total{name=\"ping\",status=\"success\",type=\"readyz\"} ");
    }
}
