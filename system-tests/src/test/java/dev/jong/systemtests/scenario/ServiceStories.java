package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who answers behind a Service. kubectl's version does not matter here.
class ServiceStories {
    private static final String THREE =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: main
                    image: localhost/jong/demo:v1
                    command:
                    - sh
                    - -c
                    - mkdir -p /www && hostname > /www/index.html && touch /www/good && exec httpd -f -p 8080 -h /www
                    readinessProbe: {httpGet: {path: /good, port: 8080}, periodSeconds: 1, timeoutSeconds: 30, failureThreshold: 1}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: sticky}
            spec: {selector: {app: web}, sessionAffinity: ClientIP, ports: [{port: 80, targetPort: 8080}]}
            """;

    @Test
    void givesEachReplicaItsShare() {
        try (var story = begin()) {
            var answers = new HashMap<String, Integer>();
            for (int i = 0; i < 90; i++) {
                answers.merge(story.fetch(url(story, "web")), 1, Integer::sum);
            }
            assertThat(answers.keySet()).isEqualTo(pods(story));
            // A fair coin with three sides shows one of them less than five times in 90 throws
            // about once in two hundred million trials.
            assertThat(answers.values()).allMatch(count -> count >= 5);
        }
    }

    @Test
    void sendsAClientToTheSameReplicaWhenAskedTo() {
        try (var story = begin()) {
            var answers = new HashSet<String>();
            for (int i = 0; i < 30; i++) {
                answers.add(story.fetch(url(story, "sticky")));
            }
            assertThat(answers).hasSize(1);
            assertThat(pods(story)).containsAll(answers);
        }
    }

    @Test
    void leavesOutAReplicaWhileItsReadinessProbeFails() {
        try (var story = begin()) {
            var pods = pods(story);
            var ill = pods.iterator().next();

            story.said("exec", ill, "--", "rm", "/www/good");
            soon().until(() -> !endpoints(story).contains(ill) && !answering(story).contains(ill));
            assertThat(answering(story)).hasSize(2);
            assertThat(story.said("get", "pod", ill))
                    .containsPattern(ill + "\\s+0/1\\s+Running\\s+0");

            story.said("exec", ill, "--", "touch", "/www/good");
            soon().until(() -> answering(story).equals(pods));
        }
    }

    @Test
    void letsAPodReachItselfThroughItsService() {
        try (var story = begin()) {
            story.said("scale", "deployment/web", "--replicas=1");
            soon().until(() -> pods(story).size() == 1);
            var only = pods(story).iterator().next();
            soon().until(() -> endpoints(story).equals(only));

            // The proxy hears of it at its own time.
            soon().untilAsserted(() -> assertThat(askFrom(only, story)).isEqualTo(only));
        }
    }

    private static String askFrom(String pod, Story story) {
        return story.said("exec", pod, "--", "wget", "-q", "-O", "-", "http://web/").strip();
    }

    private static Story begin() {
        var story = Story.begin(StoriesTest.machine(), Story.kubectls().getLast());
        story.apply(THREE);
        story.said("rollout", "status", "deployment/web", "--timeout=180s");
        soon().until(() -> answering(story).size() == 3);
        return story;
    }

    /// The replicas that answer 20 visits.
    private static Set<String> answering(Story story) {
        var answers = new HashSet<String>();
        for (int i = 0; i < 20; i++) {
            answers.add(story.fetch(url(story, "web")));
        }
        return answers;
    }

    private static String url(Story story, String service) {
        return "http://"
                + story.said("get", "service", service, "-o", "jsonpath={.spec.clusterIP}")
                + "/";
    }

    private static Set<String> pods(Story story) {
        var names =
                story.said(
                        "get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].metadata.name}");
        return names.isEmpty() ? Set.of() : Set.of(names.split(" "));
    }

    /// The names of the Pods that the Service `web` sends to, sorted.
    private static String endpoints(Story story) {
        var names =
                story.said(
                        "get",
                        "endpointslices",
                        "-l",
                        "kubernetes.io/service-name=web",
                        "-o",
                        "jsonpath={range .items[*].endpoints[?(@.conditions.ready==true)]}{.targetRef.name}{\" \"}{end}");
        return String.join(" ", List.of(names.strip().split(" ")).stream().sorted().toList());
    }
}
