package dev.jong.kubelet.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.kubelet.pod.Failure;
import dev.jong.kubelet.settings.KubeletSettings;
import dev.jong.kubelet.settings.Signal;
import dev.jong.kubelet.simulated.SimulatedBehaviour;
import dev.jong.kubelet.simulated.SimulatedRuntime;
import dev.jong.kubelet.simulated.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvictionsTest {
    private static final long MEBI = 1L << 20;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final Map<String, PodUsage> usages = new LinkedHashMap<>();
    private final List<String> evicted = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long freeMemory = 1000 * MEBI;

    private final Evictions evictions =
            new Evictions(
                    KubeletSettings.DEFAULT,
                    () -> Map.of(Signal.MEMORY_AVAILABLE, new Reading(freeMemory, 4000 * MEBI)),
                    pods -> pods.stream().map(pod -> usages.get(name(pod))).toList(),
                    new ImageCollection(
                            KubeletSettings.DEFAULT.images(),
                            new SimulatedRuntime(
                                    new SimulatedWorld(clock), SimulatedBehaviour.USUAL),
                            clock),
                    new Evictions.Node() {
                        @Override
                        public List<Pod> pods() {
                            return usages.values().stream().map(PodUsage::pod).toList();
                        }

                        @Override
                        public void evict(Pod pod, Failure why) {
                            evicted.add(name(pod) + " " + why.reason() + ": " + why.message());
                            usages.remove(name(pod));
                        }

                        @Override
                        public void warn(String reason, String message) {
                            warnings.add(reason + ": " + message);
                        }

                        @Override
                        public void pressureChanged() {
                            warnings.add("conditions");
                        }
                    },
                    clock);

    @Test
    void doesNothingWhileThereIsEnough() {
        pod("a", 0, 0, 500);

        evictions.round();

        assertThat(evictions.conditions()).isEmpty();
        assertThat(evicted).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void letsThePodGoThatUsesMostBeyondItsRequest() {
        pod("within", 0, 600, 500);
        pod("beyond", 0, 100, 300);
        pod("important", 1000, 0, 900);
        pod("critical", 2_000_000_000, 0, 3000);
        freeMemory = 99 * MEBI;

        evictions.round();

        assertThat(evictions.conditions()).containsExactly("MemoryPressure");
        assertThat(warnings)
                .containsExactly(
                        "conditions", "EvictionThresholdMet: Attempting to reclaim memory");
        assertThat(evicted)
                .containsExactly(
                        "beyond Evicted: The node was low on resource: memory. Threshold quantity: 100Mi,"
                                + " available: 99Mi. Container main was using 300Mi, request is 100Mi,"
                                + " has larger consumption of memory. ");

        evictions.round();
        evictions.round();
        evictions.round();

        assertThat(evicted.stream().map(each -> each.split(" ", 2)[0]))
                .containsExactly("beyond", "important", "within");
    }

    @Test
    void keepsTheConditionForAWhileAfterTheShortage() {
        freeMemory = 0;
        evictions.round();
        freeMemory = 1000 * MEBI;

        now = now.plus(Duration.ofMinutes(5)).minusSeconds(1);
        evictions.round();
        assertThat(evictions.conditions()).containsExactly("MemoryPressure");

        now = now.plusSeconds(1);
        evictions.round();
        assertThat(evictions.conditions()).isEmpty();
    }

    private void pod(String name, int priority, long requestMebi, long usedMebi) {
        var container =
                Container.builder()
                        .name("main")
                        .resources(
                                ResourceRequirements.builder()
                                        .requests(
                                                requestMebi == 0
                                                        ? Map.of()
                                                        : Map.of(
                                                                "memory",
                                                                Quantity.parse(requestMebi + "Mi")))
                                        .build())
                        .build();
        var pod =
                Pod.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .namespace("default")
                                        .name(name)
                                        .uid(name)
                                        .build())
                        .spec(
                                PodSpec.builder()
                                        .priority(priority)
                                        .containers(List.of(container))
                                        .build())
                        .build();
        usages.put(name, new PodUsage(pod, Map.of("main", usedMebi * MEBI), Map.of(), 0));
    }

    private static String name(Pod pod) {
        return String.valueOf(pod.metadata().name());
    }
}
