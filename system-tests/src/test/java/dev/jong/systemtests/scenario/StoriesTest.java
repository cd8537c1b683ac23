package dev.jong.systemtests.scenario;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What people do with kubectl, the oldest and the newest that is here: one cluster, and a
/// namespace for each story.
@Execution(ExecutionMode.CONCURRENT)
class StoriesTest {
    /// Logs that rotate soon enough to be watched.
    private static final String KUBELET =
            """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            containerLogMaxSize: 2Mi
            containerLogMaxFiles: 3
            containerLogMonitorInterval: 1s
            """;

    private static final PrivateMachine MACHINE = new PrivateMachine();

    @BeforeAll
    static void up() throws IOException {
        var kubelet = MACHINE.home().resolve("kubelet.yaml");
        Files.writeString(kubelet, KUBELET);
        MACHINE.jong("up", "--kubelet-config", kubelet.toString()).orFail();
    }

    @AfterAll
    static void down() {
        try {
            MACHINE.jong("down", "--purge");
        } finally {
            MACHINE.close();
        }
    }

    static PrivateMachine machine() {
        return MACHINE;
    }

    @Nested
    class Looking extends LookingStories {}

    @Nested
    class Pods extends PodStories {}

    @Nested
    class Probes extends ProbeStories {}

    @Nested
    class Logs extends LogStories {}

    @Nested
    class Rollouts extends RolloutStories {}

    @Nested
    class Services extends ServiceStories {}

    @Nested
    class Refusals extends RefusalStories {}

    @Nested
    class Sudo extends SudoStories {}
}
