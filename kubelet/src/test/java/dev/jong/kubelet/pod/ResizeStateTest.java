package dev.jong.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceRequirements;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResizeStateTest {
    @Test
    void hasNothingToDoForANewPod() {
        var pod = pod("1");
        var state = ResizeState.of(pod).give("a");

        assertThat(state.isAsked(pod)).isFalse();
        assertThat(state.anyDue()).isFalse();
    }

    @Test
    void grantsFirstAndGivesThen() {
        var resized = pod("2");
        var before = ResizeState.of(pod("1")).give("a");

        assertThat(before.isAsked(resized)).isTrue();
        assertThat(cpu(before.granted(resized))).isEqualTo("1");

        var granted = before.grant(resized);

        assertThat(granted.isAsked(resized)).isFalse();
        assertThat(cpu(granted.granted(resized))).isEqualTo("2");
        assertThat(granted.isDue("a")).isTrue();
        assertThat(granted.progress()).isEqualTo(ResizeState.Obstacle.NONE);
        assertThat(granted.give("a").anyDue()).isFalse();
    }

    @Test
    void takesEqualAmountsForTheSame() {
        assertThat(ResizeState.of(pod("1")).isAsked(pod("1000m"))).isFalse();
    }

    @Test
    void goesOnFromWhatAnEarlierKubeletTold() {
        var told =
                ContainerStatus.builder()
                        .name("a")
                        .containerId("containerd://1")
                        .resources(cpu("1"))
                        .build();
        var pod = pod("2").mapStatus(status -> status.withContainerStatuses(List.of(told)));
        var state = ResizeState.of(pod);

        assertThat(state.isAsked(pod)).isTrue();
        assertThat(state.isDue("a")).isFalse();
        assertThat(state.grant(pod).isDue("a")).isTrue();
    }

    @Test
    void leavesAContainerAloneThatNeverRan() {
        assertThat(ResizeState.of(pod("1")).grant(pod("2")).anyDue()).isFalse();
    }

    private static Pod pod(String cpu) {
        var spec = Pods.spec("Always", "a");
        var container = spec.containers().getFirst().withResources(cpu(cpu));
        return Pods.of(spec.withContainers(List.of(container)));
    }

    private static ResourceRequirements cpu(String amount) {
        return ResourceRequirements.builder()
                .requests(Map.of("cpu", Quantity.parse(amount)))
                .build();
    }

    private static String cpu(Pod pod) {
        return String.valueOf(pod.spec().containers().getFirst().resources().requests().get("cpu"));
    }
}
