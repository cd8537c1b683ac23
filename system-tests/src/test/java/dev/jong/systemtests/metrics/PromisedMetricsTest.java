package dev.jong.systemtests.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.client.HttpTransport;
import dev.jong.client.KubeconfigClients;
import dev.jong.client.KubeconfigFile;
import dev.jong.junit.Jong;
import dev.jong.systemtests.metrics.MetricsText.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names, types, labels and buckets of stable metrics are a promise to dashboards and alerts
/// (KEP-1209): all of them are told, as `promised.txt` says.
@Timeout(400)
class PromisedMetricsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NODE = "/api/v1/nodes/node-0/proxy";
    private static final String DEFAULT = "/api/v1/namespaces/default/";
    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/";

    private static Jong cluster;
    private static HttpTransport.Settings settings;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        cluster = Jong.start();
        var file = cluster.kubeconfigFile();
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        settings =
                new KubeconfigClients(KubeconfigFile.read(file), folder)
                        .settings("", "promised-metrics");
        var builder = HttpClient.newBuilder();
        var tls = settings.tls();
        if (tls != null) {
            builder.sslContext(tls);
        }
        http = builder.build();
    }

    @AfterAll
    static void stop() {
        http.close();
        cluster.close();
    }

    private static int call(String method, String path, String body, String... headers) {
        return send(method, path, body, headers).statusCode();
    }

    private static java.net.http.HttpResponse<String> send(
            String method, String path, String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create(settings.server() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", "application/yaml");
        if (headers.length > 0) {
            request.headers(headers);
        }
        var token = settings.token().get();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void make(String path, String yaml) {
        assertThat(call("POST", path, yaml)).as(path + " " + yaml).isEqualTo(201);
    }

    /// Something of everything that is counted.
    private static void live() {
        make(
                POLICIES + "validatingwebhookconfigurations",
                """
                metadata: {name: nobody}
                webhooks:
                - name: nobody.example.com
                  clientConfig: {url: "https://127.0.0.1:1/"}
                  failurePolicy: Ignore
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  rules: [{apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]
                """);
        make(
                POLICIES + "validatingadmissionpolicies",
                """
                metadata: {name: watched}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]
                  validations: [{expression: "false"}]
                """);
        make(
                POLICIES + "validatingadmissionpolicybindings",
                "{metadata: {name: watched}, spec: {policyName: watched, validationActions: [Warn]}}");
        make(
                "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
                """
                metadata: {name: nothing}
                spec:
                  type: Limited
                  limited:
                    nominalConcurrencyShares: 0
                    borrowingLimitPercent: 0
                    limitResponse: {type: Queue, queuing: {queues: 1, handSize: 1, queueLengthLimit: 1}}
                """);
        make(
                "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
                """
                metadata: {name: nothing}
                spec:
                  priorityLevelConfiguration: {name: nothing}
                  matchingPrecedence: 2
                  rules:
                  - subjects: [{kind: User, user: {name: refused}}]
                    resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"], clusterScope: true}]
                """);
        // A controller makes the account of Pods that name none.
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> call("GET", DEFAULT + "serviceaccounts/default", "") == 200);
        make(
                DEFAULT + "pods",
                """
                metadata: {name: probed}
                spec:
                  containers:
                  - name: main
                    image: any
                    resources: {requests: {cpu: 100m}, limits: {cpu: 200m, memory: 10Mi}}
                    readinessProbe: {periodSeconds: 1, exec: {command: ["true"]}}
                """);
        make(
                "/apis/batch/v1/namespaces/default/jobs",
                """
                metadata: {name: short}
                spec:
                  backoffLimit: 0
                  template: {spec: {restartPolicy: Never, containers: [{name: main, image: any, command: [sh, -c, exit 1]}]}}
                """);
        call("GET", DEFAULT + "endpoints", "");
        call(
                "GET",
                DEFAULT
                        + "configmaps?watch=1&timeoutSeconds=1&sendInitialEvents=true"
                        + "&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan",
                "");
        call("GET", "/readyz", "");
    }

    private static Map<String, Map<String, Family>> pages(Map<String, ?> promised) {
        call("GET", DEFAULT + "configmaps?timeout=40ms", "", "Impersonate-User", "refused");
        call(
                "POST",
                DEFAULT + "configmaps",
                "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: some-}}");
        var pages = new LinkedHashMap<String, Map<String, Family>>();
        for (var page : promised.keySet()) {
            var path = page.startsWith("node") ? NODE + page.substring("node".length()) : page;
            var answer = send("GET", path, "");
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
            pages.put(page, MetricsText.read(answer.body()));
        }
        return pages;
    }

    /// By page and name.
    private static Map<String, Map<String, Family>> promised() throws IOException {
        var pages = new TreeMap<String, Map<String, Family>>();
        try (var in = PromisedMetricsTest.class.getResourceAsStream("promised.txt")) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (var line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
                var words = line.split(" ", -1);
                pages.computeIfAbsent(words[0], _ -> new TreeMap<>())
                        .put(
                                words[1],
                                new Family(
                                        words[2],
                                        words[3],
                                        new TreeSet<>(list(words[4])),
                                        list(words[5])));
            }
        }
        return pages;
    }

    private static List<String> list(String words) {
        return words.equals("-") ? List.of() : Arrays.asList(words.split(",", -1));
    }

    @Test
    void allThatIsPromisedIsTold() throws IOException {
        var promised = promised();
        live();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    var told = pages(promised);
                    promised.forEach((page, families) -> {
                        var present = new TreeMap<>(told.getOrDefault(page, Map.of()));
                        present.keySet().retainAll(families.keySet());
                        assertThat(present).as(page).isEqualTo(families);
                    });
                });
    }
}
