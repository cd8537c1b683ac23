package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// exec, cp, port-forward, logs, and a container that dies.
class PodStories {
    private static final String KUBECTLS = "dev.jong.systemtests.scenario.Story#kubectls";

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void talksToAShellOnATerminal(Path kubectl) {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            var said =
                    story.onTerminal(
                            "exec -it web -- sh",
                            "test -t 0 && echo a terminal, $((6 * 7)) wide\nexit 4\n");

            assertThat(said.output()).contains("a terminal, 42 wide");
            assertThat(said.code()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void copiesAFileThereAndBack(Path kubectl, @TempDir Path folder) throws IOException {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            var content = new byte[3_000_001];
            new Random(1).nextBytes(content);
            var there = Files.write(folder.resolve("there"), content);
            var back = folder.resolve("back");

            story.said("cp", there.toString(), "web:/tmp/copy");
            assertThat(story.said("exec", "web", "--", "stat", "-c", "%s", "/tmp/copy").strip())
                    .isEqualTo("3000001");
            story.said("cp", "web:/tmp/copy", back.toString());

            assertThat(back).hasBinaryContent(content);
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void forwardsAPort(Path kubectl) {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl);
                var forward = story.start("port-forward", "pod/web", ":8080")) {
            var port = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+)");
            soon().until(() -> port.matcher(forward.output()).find());
            var found = port.matcher(forward.output());
            assertThat(found.find()).isTrue();

            for (int i = 0; i < 3; i++) {
                assertThat(story.fetch("http://127.0.0.1:" + found.group(1) + "/"))
                        .isEqualTo("web");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void readsLogsFromTheEndSinceATimeAndAsTheyCome(Path kubectl) {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            try (var follow = story.start("logs", "-f", "web")) {
                soon().until(() -> follow.output().contains("line 3\n"));
                assertThat(follow.output()).startsWith("line 1\nline 2\nline 3\n");
            }
            assertThat(story.said("logs", "web", "--since=1h")).startsWith("line 1\n");
            assertThat(story.said("logs", "web", "--tail=2").lines()).hasSize(2);
            assertThat(story.said("logs", "web", "--limit-bytes=9")).isEqualTo("line 1\nli");

            var third =
                    story.said("logs", "web", "--timestamps")
                            .lines()
                            .filter(line -> line.endsWith(" line 3"))
                            .findFirst()
                            .orElseThrow();
            assertThat(story.said("logs", "web", "--since-time=" + third.split(" ")[0]))
                    .startsWith("line 3\n");
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void startsAKilledContainerAgainAndKeepsItsLastWords(Path kubectl) {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            var missing = story.kubectl("logs", "web", "--previous");
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.output())
                    .contains("previous terminated container \"main\" in pod \"web\" not found");

            // The container may end, and everything in it, before the command's end is told.
            story.kubectl(
                    "exec", "web", "--", "sh", "-c", "echo last words > /proc/1/fd/1; kill 1");

            soon().until(() ->
                    story.said(
                                    "get",
                                    "pod",
                                    "web",
                                    "-o",
                                    "jsonpath={.status.containerStatuses[0].restartCount}"
                                            + " {.status.containerStatuses[0].ready}"
                                            + " {.status.containerStatuses[0].lastState.terminated.exitCode}")
                            .equals("1 true 3"));
            assertThat(story.said("logs", "web", "--previous")).contains("last words\n");
            assertThat(story.said("logs", "web")).doesNotContain("last words");
            assertThat(story.said("get", "pod", "web").lines().toList().getLast())
                    .matches("web\\s+1/1\\s+Running\\s+1 \\(\\S+ ago\\)\\s.*");
        }
    }

    @ParameterizedTest
    @MethodSource(KUBECTLS)
    void startsAContainerAgainThatWasKilledFromOutside(Path kubectl) throws IOException {
        try (var story = Story.withWeb(StoriesTest.machine(), kubectl)) {
            var container =
                    story.said(
                                    "get",
                                    "pod",
                                    "web",
                                    "-o",
                                    "jsonpath={.status.containerStatuses[0].containerID}")
                            .replace("containerd://", "");

            assertThat(Processes.firstOf(container).destroyForcibly()).isTrue();

            soon().until(() ->
                    story.said(
                                    "get",
                                    "pod",
                                    "web",
                                    "-o",
                                    "jsonpath={.status.containerStatuses[0].restartCount}"
                                            + " {.status.containerStatuses[0].ready}"
                                            + " {.status.containerStatuses[0].lastState.terminated.exitCode}"
                                            + " {.status.containerStatuses[0].lastState.terminated.reason}")
                            .equals("1 true 137 Error"));
            assertThat(story.said("describe", "pod", "web"))
                    .containsPattern(
                            "Last State: +Terminated\\n +Reason: +Error\\n +Exit Code: +137\\n");
        }
    }
}
