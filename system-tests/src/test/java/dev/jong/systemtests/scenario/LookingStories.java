package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// get, describe, watch, wait, delete.
class LookingStories {
    private static final String KUBECTLS = "dev.jong.systemtests.scenario.Story#kubectls";

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void showsAPodInEveryForm(Path kubectl) {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            var ip = story.said("get", "pod", "web", "-o", "jsonpath={.status.podIP}");
            var node = story.said("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");

            assertThat(story.said("get", "pods", "-o", "wide").lines())
                    .satisfiesExactly(
                            head ->
                                    assertThat(head.split("\\s{2,}"))
                                            .containsExactly(
                                                    "NAME",
                                                    "READY",
                                                    "STATUS",
                                                    "RESTARTS",
                                                    "AGE",
                                                    "IP",
                                                    "NODE",
                                                    "NOMINATED NODE",
                                                    "READINESS GATES"),
                            row ->
                                    assertThat(row)
                                            .matches(
                                                    "web\\s+1/1\\s+Running\\s+0\\s+\\S+\\s+"
                                                            + ip
                                                            + "\\s+"
                                                            + node
                                                            + "\\s+<none>\\s+<none>\\s*"));
            var json = story.said("get", "pod", "web", "-o", "json");
            var yaml = story.said("get", "pod", "web", "-o", "yaml");
            assertThat(Json.parse(json.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(Yaml.read(yaml))
                    .isInstanceOf(JsonObject.class);
            assertThat(
                            story.said(
                                    "get",
                                    "pod",
                                    "web",
                                    "-o",
                                    "custom-columns=WHO:.metadata.name,IMAGE:.spec.containers[0].image"))
                    .matches("WHO\\s+IMAGE\\s*\nweb\\s+localhost/jong/demo:v1\\s*\n");
            // Events are written some time after what they tell of.
            soon().untilAsserted(() ->
                    assertThat(story.said("describe", "pod", "web"))
                            .containsPattern("Node:\\s+" + node + "/")
                            .containsPattern("Status:\\s+Running")
                            .containsPattern("Normal\\s+Scheduled\\s")
                            .containsPattern("Normal\\s+Started\\s"));
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void watchesWhatHappens(Path kubectl) {
        try (var story = Story.begin(StoriesTest.machine(), kubectl);
                var watch = story.start("get", "configmaps", "--watch", "--output-watch-events")) {
            soon().until(() -> watch.output().contains("kube-root-ca.crt"));
            story.said("create", "configmap", "one", "--from-literal=a=1");
            story.said("patch", "configmap", "one", "-p", "{\"data\":{\"b\":\"2\"}}");
            story.said("delete", "configmap", "one");

            soon().untilAsserted(() ->
                    assertThat(watch.output().lines())
                            .filteredOn(line -> line.contains(" one "))
                            .satisfiesExactly(
                                    line -> assertThat(line).matches("ADDED +one +1 .*"),
                                    line -> assertThat(line).matches("MODIFIED +one +2 .*"),
                                    line -> assertThat(line).matches("DELETED +one +2 .*")));
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void waitsUntilAPodIsGone(Path kubectl) {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            try (var waiting =
                    story.start("wait", "--for=delete", "pod/web", "--timeout=300s", "-v=6")) {
                // It has seen the Pod once it tells of its first request.
                soon().until(() -> waiting.output().contains("/pods/web"));
                assertThat(story.said("delete", "pod", "web")).contains("pod \"web\" deleted");
                assertThat(waiting.process().onExit().join().exitValue()).isZero();
            }
            var missing = story.kubectl("get", "pod", "web");
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.output())
                    .isEqualTo("Error from server (NotFound): pods \"web\" not found\n");
        }
    }
}
