package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// set image, scale, rollout status, history, undo, restart.
class RolloutStories {
    private static final String KUBECTLS = "dev.jong.systemtests.scenario.Story#kubectls";
    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - {name: main, image: "localhost/jong/demo:v1", command: [sleep, "86400"]}
            """;

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void rollsForwardAndBack(Path kubectl) {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            story.apply(DEPLOYMENT);
            assertThat(rolledOut(story)).contains("deployment \"web\" successfully rolled out");

            story.said("set", "image", "deployment/web", "main=localhost/jong/demo:v2");
            story.said("annotate", "deployment/web", "kubernetes.io/change-cause=second");
            rolledOut(story);
            assertThat(version(story)).isEqualTo("v2");
            // The change's cause is copied some time after it was told.
            soon().untilAsserted(() ->
                    assertThat(story.said("rollout", "history", "deployment/web"))
                            .containsPattern("(?m)^1 +<none>$")
                            .containsPattern("(?m)^2 +second$"));
            assertThat(story.said("rollout", "history", "deployment/web", "--revision=1"))
                    .contains("localhost/jong/demo:v1");

            assertThat(story.said("rollout", "undo", "deployment/web")).contains("rolled back");
            rolledOut(story);
            assertThat(version(story)).isEqualTo("v1");
            assertThat(story.said("rollout", "history", "deployment/web"))
                    .containsPattern("(?m)^3 ")
                    .doesNotContainPattern("(?m)^1 ");
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void restartsEveryPodAndScales(Path kubectl) {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            story.apply(DEPLOYMENT);
            rolledOut(story);
            var before = names(story);

            story.said("rollout", "restart", "deployment/web");
            rolledOut(story);
            soon().untilAsserted(() ->
                    assertThat(names(story).split(" "))
                            .hasSize(2)
                            .doesNotContain(before.split(" ")));

            story.said("scale", "deployment/web", "--replicas=1", "--current-replicas=2");
            soon().until(() -> names(story).split(" ").length == 1);
            story.said("delete", "deployment/web");
            soon().until(() -> names(story).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void keepsTheOldPodsWhenTheNewImageIsNotThere(Path kubectl) {
        try (var story = Story.begin(StoriesTest.machine(), kubectl)) {
            story.apply(DEPLOYMENT);
            rolledOut(story);
            story.said("set", "image", "deployment/web", "main=localhost/no/such:image");

            soon().until(() ->
                    story.said("get", "pods").matches("(?s).*(ErrImagePull|ImagePullBackOff).*"));
            var status = story.kubectl("rollout", "status", "deployment/web", "--timeout=1s");
            assertThat(status.code()).isEqualTo(1);
            assertThat(
                            story.said(
                                    "get",
                                    "deployment",
                                    "web",
                                    "-o",
                                    "jsonpath={.status.availableReplicas}"))
                    .isEqualTo("2");
        }
    }

    private static String rolledOut(Story story) {
        return story.said("rollout", "status", "deployment/web", "--timeout=180s");
    }

    /// What the first Pod says that it is.
    private static String version(Story story) {
        return story.said("exec", "deployment/web", "--", "sh", "-c", "echo $DEMO_VERSION").strip();
    }

    private static String names(Story story) {
        return story.said(
                "get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].metadata.name}");
    }
}
