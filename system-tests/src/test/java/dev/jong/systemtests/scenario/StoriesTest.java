package dev.jong.systemtests.scenario;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What people do with kubectl, the oldest and the newest that is here: one cluster, and a
/// namespace for each story.
@Execution(ExecutionMode.CONCURRENT)
class StoriesTest {
    private static final PrivateMachine MACHINE = new PrivateMachine();

    @BeforeAll
    static void up() {
        MACHINE.jong("up").orFail();
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
    class Rollouts extends RolloutStories {}

    @Nested
    class Services extends ServiceStories {}

    @Nested
    class Refusals extends RefusalStories {}

    @Nested
    class Sudo extends SudoStories {}
}
