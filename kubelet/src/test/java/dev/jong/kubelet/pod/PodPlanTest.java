package dev.jong.kubelet.pod;

import static dev.jong.kubelet.pod.Pods.container;
import static dev.jong.kubelet.pod.Pods.exited;
import static dev.jong.kubelet.pod.Pods.running;
import static dev.jong.kubelet.pod.Pods.sidecar;
import static dev.jong.kubelet.pod.Pods.spec;
import static dev.jong.kubelet.pod.Pods.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.Probe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodPlanTest {
    private static List<String> starts(PodPlan plan) {
        return plan.start().stream().map(PodContainer::name).toList();
    }

    private static PodPlan plan(PodSpec spec, PodView view) {
        return PodPlan.of(spec, view, Probed.NOTHING);
    }

    private static PodSpec withInit(PodSpec spec, Container... containers) {
        return spec.toBuilder().initContainers(List.of(containers)).build();
    }

    @Test
    void beginsWithASandboxAndTheFirstInitContainer() {
        var plan =
                plan(
                        withInit(spec("Always", "a"), container("i"), container("j")),
                        PodView.NOTHING);
        assertThat(plan.newSandbox()).isTrue();
        assertThat(starts(plan)).containsExactly("i");
    }

    @Test
    void startsInitContainersOneAfterTheOther() {
        var spec = withInit(spec("Always", "a"), container("i"), container("j"));
        assertThat(starts(plan(spec, view(running("i", 0))))).isEmpty();
        assertThat(starts(plan(spec, view(exited("i", 0, 0))))).containsExactly("j");
        assertThat(starts(plan(spec, view(exited("i", 0, 0), exited("j", 0, 0)))))
                .containsExactly("a");
    }

    @Test
    void repeatsAFailedInitContainerUnlessThePodNeverRestarts() {
        assertThat(
                        starts(
                                plan(
                                        withInit(spec("OnFailure", "a"), container("i")),
                                        view(exited("i", 0, 1)))))
                .containsExactly("i");
        assertThat(
                        plan(withInit(spec("Never", "a"), container("i")), view(exited("i", 0, 1)))
                                .finished())
                .isTrue();
    }

    @Test
    void goesOnBesideARunningSidecarAndKeepsItAlive() {
        var spec = withInit(spec("Always", "a"), sidecar("s"));
        assertThat(starts(plan(spec, view(running("s", 0))))).containsExactly("a");
        assertThat(starts(plan(spec, view(exited("s", 0, 1), running("a", 0)))))
                .containsExactly("s");
    }

    @Test
    void restartsByPolicy() {
        assertThat(starts(plan(spec("Always", "a", "b"), view(exited("a", 0, 0), running("b", 0)))))
                .containsExactly("a");
        assertThat(
                        starts(
                                plan(
                                        spec("OnFailure", "a", "b"),
                                        view(exited("a", 0, 0), exited("b", 0, 2)))))
                .containsExactly("b");
        assertThat(plan(spec("Never", "a"), view(exited("a", 0, 2))).finished()).isTrue();
        assertThat(plan(spec("OnFailure", "a"), view(exited("a", 0, 0))).finished()).isTrue();
    }

    @Test
    void killsWhatFailsItsLivenessProbe() {
        var spec =
                PodSpec.builder()
                        .restartPolicy("Always")
                        .containers(List.of(container("a").withLivenessProbe(Probe.EMPTY)))
                        .build();
        var probed = new Probed(Map.of(), Map.of("a0", false), Map.of());
        var plan = PodPlan.of(spec, view(running("a", 0)), probed);
        assertThat(plan.finished()).isFalse();
        assertThat(plan.kill())
                .singleElement()
                .satisfies(kill ->
                        assertThat(kill.message())
                                .isEqualTo("Container a failed liveness probe, will be restarted"));
    }

    @Test
    void makesANewSandboxAndBeginsAnewWhenTheOldOneDied() {
        var plan = plan(spec("Always", "a"), PodView.of(List.of(), List.of(exited("a", 0, 1))));
        assertThat(plan.newSandbox()).isTrue();
        assertThat(starts(plan)).containsExactly("a");
    }
}
