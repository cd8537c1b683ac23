package dev.jong.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.kubelet.pod.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Admission NODE =
            new Admission(Map.of("cpu", Quantity.of(4)), "node", Map::of, Set.of());

    @Test
    void letsAPodGrowIntoWhatIsFree() {
        assertThat(NODE.resizeRefusal(pod("a", "2"), List.of(pod("a", "1"), pod("b", "2"))))
                .isEmpty();
    }

    @Test
    void letsAPodWaitForWhatOthersHave() {
        assertThat(NODE.resizeRefusal(pod("a", "3"), List.of(pod("a", "1"), pod("b", "2"))))
                .contains(
                        new Failure(
                                "Deferred",
                                "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000"));
    }

    @Test
    void refusesWhatTheNodeNeverHas() {
        assertThat(NODE.resizeRefusal(pod("a", "5"), List.of()))
                .map(Failure::reason)
                .contains("Infeasible");
    }

    private static Pod pod(String name, String cpu) {
        var container =
                Container.builder()
                        .name("main")
                        .resources(
                                ResourceRequirements.builder()
                                        .requests(Map.of("cpu", Quantity.parse(cpu)))
                                        .build())
                        .build();
        return Pod.builder()
                .metadata(ObjectMeta.builder().namespace("ns").name(name).uid(name).build())
                .spec(PodSpec.builder().containers(List.of(container)).build())
                .build();
    }
}
