package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A container that writes more than one log file takes.
class LogStories {
    private static final int LINES = 60_000;

    /// Ten megabytes in pieces, so that files are full one after the other.
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: talker}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: localhost/jong/demo:v1
                command:
                - sh
                - -c
                - |
                  until test -e /tmp/go; do sleep 0.1; done
                  awk 'BEGIN {
                    pad = sprintf("%%100s", ""); gsub(" ", "x", pad)
                    for (i = 1; i <= %d; i++) {
                      print "line", i, pad
                      if (i %% 6000 == 0) { fflush(); system("sleep 1.5") }
                    }
                  }'
                  sleep 3600
            """
                    .formatted(LINES);

    @Test
    void followsALogAcrossItsRotations() throws IOException {
        var machine = StoriesTest.machine();
        try (var story = Story.begin(machine, Story.kubectls().getLast())) {
            story.apply(POD);
            story.kubectl("wait", "--for=condition=Ready", "pod/talker", "--timeout=300s").orFail();
            try (var follow = story.start("logs", "-f", "talker")) {
                story.said("exec", "talker", "--", "touch", "/tmp/go");
                soon().until(() -> follow.output().contains("line " + LINES + " "));

                var numbers =
                        follow.output()
                                .lines()
                                .map(line -> Integer.parseInt(line.split(" ", 3)[1]))
                                .toList();
                assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, LINES).boxed().toList());
            }
            soon().untilAsserted(() -> {
                var files = files(machine, story);
                assertThat(files).hasSize(3);
                assertThat(files).filteredOn(file -> file.endsWith(".gz")).hasSize(1);
            });
            assertThat(story.said("logs", "talker", "--tail=1")).startsWith("line " + LINES + " ");
        }
    }

    private static List<String> files(PrivateMachine machine, Story story) throws IOException {
        var logs = machine.jongHome().resolve("logs").resolve("pods");
        try (var all = Files.walk(logs)) {
            return all.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(file -> file.contains("/" + story.namespace() + "_talker_"))
                    .toList();
        }
    }
}
