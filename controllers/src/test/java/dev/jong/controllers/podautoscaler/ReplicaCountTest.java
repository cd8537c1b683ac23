package dev.jong.controllers.podautoscaler;

import static dev.jong.controllers.Objects.NOW;
import static dev.jong.controllers.Objects.pod;
import static dev.jong.controllers.Objects.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReplicaCountTest {
    private static final ReplicaCount.Tolerance TENTH = new ReplicaCount.Tolerance(0.1, 0.1);

    @Test
    void growsInProportionToUse() {
        var counted = utilization(3, 30, 300, 500, 700);

        assertThat(counted.replicas()).isEqualTo(5);
        assertThat(counted.utilization()).isEqualTo(50);
        assertThat(counted.usage()).isEqualTo(500);
    }

    @Test
    void staysWhenNearEnough() {
        assertThat(utilization(3, 50, 540, 540, 540).replicas()).isEqualTo(3);
        assertThat(utilization(3, 50, 560, 560, 560).replicas()).isEqualTo(4);
    }

    @Test
    void podsThatAreNotReadyHoldAGrowthBack() {
        var pods = pods(3);
        pods =
                List.of(
                        pods.get(0),
                        pods.get(1),
                        pod("pod-2").mapStatus(s -> s.withPhase("Pending")));
        var groups = PodGroups.of(pods, samples(900, 900), true, NOW);

        // as if the third used nothing: (900 + 900 + 0) of 3000
        assertThat(ReplicaCount.ofUtilization(3, 50, TENTH, groups, requests(3)).replicas())
                .isEqualTo(4);
    }

    @Test
    void podsWithoutMetricsHoldAShrinkBack() {
        var groups = PodGroups.of(pods(4), samples(100, 100), true, NOW);

        // as if the others used all they may: (200 + 2000) of 4000 is above 50 %
        assertThat(ReplicaCount.ofUtilization(4, 50, TENTH, groups, requests(4)).replicas())
                .isEqualTo(4);
    }

    @Test
    void podsThatGoDoNotCount() {
        var going = ready("pod-1").mapMetadata(m -> m.withDeletionTimestamp(NOW));
        var groups = PodGroups.of(List.of(ready("pod-0"), going), samples(500, 9000), false, NOW);

        assertThat(ReplicaCount.ofAverage(1, 500, TENTH, groups).replicas()).isEqualTo(1);
    }

    @Test
    void oneValueIsForReadyPodsASharedOneForAll() {
        assertThat(ReplicaCount.ofValue(4, 3000, 1000, TENTH, 2).replicas()).isEqualTo(6);
        assertThat(ReplicaCount.ofShare(4, 3000, 1000, TENTH).replicas()).isEqualTo(3);
        assertThat(ReplicaCount.sum(List.of(Long.MAX_VALUE, 5L))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void saysWhichRequestIsMissing() {
        var pod = pod("web").withSpec(dev.jong.controllers.Objects.template("image").spec());

        assertThatThrownBy(() -> PodGroups.requests(List.of(pod), "", "cpu"))
                .hasMessage("missing request for cpu in container c of Pod web");
    }

    private static ReplicaCount utilization(int current, int target, long... used) {
        var groups = PodGroups.of(pods(used.length), samples(used), true, NOW);
        return ReplicaCount.ofUtilization(current, target, TENTH, groups, requests(used.length));
    }

    private static List<Pod> pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        ready("pod-" + i)
                                .mapStatus(status -> status.withStartTime(NOW.minusSeconds(1200))))
                .toList();
    }

    private static Map<String, Long> requests(int count) {
        var requests = new HashMap<String, Long>();
        IntStream.range(0, count).forEach(i -> requests.put("pod-" + i, 1000L));
        return requests;
    }

    private static Map<String, MetricsApi.Sample> samples(long... used) {
        var samples = new HashMap<String, MetricsApi.Sample>();
        for (int i = 0; i < used.length; i++) {
            samples.put("pod-" + i, new MetricsApi.Sample(NOW, Duration.ofMinutes(1), used[i]));
        }
        return samples;
    }
}
