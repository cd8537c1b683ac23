package dev.jong.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodPhaseTest {
    private static final Instant SOON = Instant.ofEpochSecond(10);
    private static final Instant LATER = Instant.ofEpochSecond(30);

    @Test
    void goesFromActiveThroughStoppingToStoppedToGone() {
        PodPhase phase = new PodPhase.Active();
        phase = PodPhase.next(phase, new PodEvent.StopAsked(LATER));
        assertThat(phase).isEqualTo(new PodPhase.Stopping(LATER, false));
        phase = PodPhase.next(phase, new PodEvent.ContainersGone());
        assertThat(phase).isEqualTo(new PodPhase.Stopped());
        phase = PodPhase.next(phase, new PodEvent.Forgotten(LATER));
        assertThat(phase).isEqualTo(new PodPhase.Gone());
    }

    @Test
    void shortensTheGraceButNeverLengthensIt() {
        var stopping = new PodPhase.Stopping(LATER, false);
        assertThat(PodPhase.next(stopping, new PodEvent.StopAsked(SOON)))
                .isEqualTo(new PodPhase.Stopping(SOON, false));
        assertThat(PodPhase.next(new PodPhase.Stopping(SOON, false), new PodEvent.StopAsked(LATER)))
                .isEqualTo(new PodPhase.Stopping(SOON, false));
    }

    @Test
    void endsWithoutAStopWhereTheApiForgotIt() {
        var stopping = PodPhase.next(new PodPhase.Active(), new PodEvent.Forgotten(SOON));
        assertThat(PodPhase.next(stopping, new PodEvent.ContainersGone()))
                .isEqualTo(new PodPhase.Gone());
    }

    @Test
    void ignoresLateNews() {
        assertThat(PodPhase.next(new PodPhase.Stopped(), new PodEvent.StopAsked(SOON)))
                .isEqualTo(new PodPhase.Stopped());
        assertThat(PodPhase.next(new PodPhase.Stopped(), new PodEvent.Finished(SOON)))
                .isEqualTo(new PodPhase.Stopped());
    }
}
