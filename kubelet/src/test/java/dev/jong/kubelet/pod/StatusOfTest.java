package dev.jong.kubelet.pod;

import static dev.jong.kubelet.pod.Pods.exited;
import static dev.jong.kubelet.pod.Pods.running;
import static dev.jong.kubelet.pod.Pods.spec;
import static dev.jong.kubelet.pod.Pods.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.core.v1.Probe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusOfTest {
    private static PodStatus status(
            Pod pod, PodView view, Map<String, Waiting> waiting, boolean terminal) {
        return new StatusOf(
                        pod,
                        view,
                        waiting,
                        Probed.NOTHING,
                        terminal,
                        null,
                        List.of("192.0.2.1"),
                        "containerd",
                        Pods.START,
                        Pods.START,
                        ResizeState.NONE)
                .status();
    }

    private static String condition(PodStatus status, String type) {
        return status.conditions().stream()
                .filter(each -> each.type().equals(type))
                .map(PodCondition::status)
                .findFirst()
                .orElse("");
    }

    @Test
    void isPendingBeforeAnythingRuns() {
        var status = status(Pods.of(spec("Always", "a")), PodView.NOTHING, Map.of(), false);
        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(condition(status, "PodReadyToStartContainers")).isEqualTo("False");
        assertThat(condition(status, "PodScheduled")).isEqualTo("True");
        assertThat(status.containerStatuses().getFirst().state().waiting().reason())
                .isEqualTo("ContainerCreating");
        assertThat(status.observedGeneration()).isEqualTo(3);
    }

    @Test
    void isRunningAndReadyWithAddressesWhenAllRun() {
        var status = status(Pods.of(spec("Always", "a")), view(running("a", 0)), Map.of(), false);
        assertThat(status.phase()).isEqualTo("Running");
        assertThat(condition(status, "Ready")).isEqualTo("True");
        assertThat(status.podIp()).isEqualTo("10.0.0.5");
        assertThat(status.hostIp()).isEqualTo("192.0.2.1");
        assertThat(status.containerStatuses().getFirst().containerId())
                .isEqualTo("containerd://a0");
    }

    @Test
    void isNotReadyBeforeItsReadinessProbeSaysSo() {
        var probed =
                spec("Always", "a").toBuilder()
                        .containers(List.of(Pods.container("a").withReadinessProbe(Probe.EMPTY)))
                        .build();
        var status = status(Pods.of(probed), view(running("a", 0)), Map.of(), false);
        assertThat(status.phase()).isEqualTo("Running");
        assertThat(condition(status, "Ready")).isEqualTo("False");
        assertThat(status.conditions())
                .anySatisfy(each ->
                        assertThat(each.message())
                                .isEqualTo("containers with unready status: [a]"));
    }

    @Test
    void showsACrashLoopAsWaitingWithTheLastEnd() {
        var waiting = Map.of("a", new Waiting("CrashLoopBackOff", "back-off 10s"));
        var status = status(Pods.of(spec("Always", "a")), view(exited("a", 1, 7)), waiting, false);
        var container = status.containerStatuses().getFirst();
        assertThat(status.phase()).isEqualTo("Running");
        assertThat(container.restartCount()).isEqualTo(1);
        assertThat(container.state().waiting().reason()).isEqualTo("CrashLoopBackOff");
        assertThat(container.lastState().terminated().exitCode()).isEqualTo(7);
    }

    @Test
    void endsByItsExitCodes() {
        assertThat(
                        status(
                                        Pods.of(spec("Never", "a")),
                                        view(exited("a", 0, 0)),
                                        Map.of(),
                                        false)
                                .phase())
                .isEqualTo("Succeeded");
        assertThat(
                        status(
                                        Pods.of(spec("Never", "a")),
                                        view(exited("a", 0, 1)),
                                        Map.of(),
                                        false)
                                .phase())
                .isEqualTo("Failed");
        assertThat(
                        status(
                                        Pods.of(spec("Always", "a")),
                                        view(exited("a", 0, 0)),
                                        Map.of(),
                                        true)
                                .phase())
                .isEqualTo("Succeeded");
    }

    @Test
    void neverLeavesATerminalPhase() {
        var pod =
                Pods.of(spec("Always", "a"))
                        .withStatus(PodStatus.builder().phase("Failed").build());
        assertThat(status(pod, view(running("a", 0)), Map.of(), false).phase()).isEqualTo("Failed");
    }
}
