package dev.jong.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.cluster.DaemonState;
import dev.jong.cluster.DaemonState.Phase;
import dev.jong.cluster.Home;
import java.time.Duration;

/// A `jong server` in the foreground of another process.
record ServerProcess(Home home, Background background) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    void awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> {
                    assertThat(background.process().isAlive()).as(background.output()).isTrue();
                    return DaemonState.read(home.state())
                            .filter(state -> state.phase() == Phase.READY)
                            .isPresent();
                });
    }
}
