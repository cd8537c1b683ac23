package dev.jong.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.PodSpec;
import dev.jong.kubelet.runtime.SandboxConfig.Dns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallRulesTest {
    private static final Map<String, String> VALUES = Map.of("A", "1", "B", "two");

    @Test
    void expandsVariablesAsKubernetesDoes() {
        assertThat(Expansion.expand("$(A)-$(B)", VALUES::get)).isEqualTo("1-two");
        assertThat(Expansion.expand("$$(A) $(C) $(A", VALUES::get)).isEqualTo("$(A) $(C) $(A");
        assertThat(Expansion.expand("cost: 5$", VALUES::get)).isEqualTo("cost: 5$");
        assertThat(Expansion.expand("$x$(A)", VALUES::get)).isEqualTo("$x1");
    }

    @Test
    void waitsTenSecondsThenTwiceAsLongUpToFiveMinutes() {
        var now = Instant.ofEpochSecond(1_000);
        var first = BackOff.next(null, now, now);
        assertThat(first.delay()).isEqualTo(Duration.ofSeconds(10));
        var state = first;
        for (int failures = 0; failures < 6; failures++) {
            state = BackOff.next(state, now, now);
        }
        assertThat(state.delay()).isEqualTo(Duration.ofMinutes(5));
        assertThat(BackOff.due(state, now)).isEqualTo(now.plusSeconds(300));
    }

    @Test
    void forgetsFailuresAfterTenMinutesOfRunning() {
        var now = Instant.ofEpochSecond(1_000);
        var state = new BackOff(Duration.ofMinutes(5), now);
        var muchLater = now.plusSeconds(601);
        assertThat(BackOff.due(state, muchLater)).isEqualTo(muchLater);
        assertThat(BackOff.next(state, muchLater, muchLater).delay()).isEqualTo(BackOff.FIRST);
    }

    @Test
    void asksTheClusterFirstWhereThePolicySaysSo() {
        var node = new Dns(List.of("1.1.1.1"), List.of("lan"), List.of());
        var cluster =
                Resolver.of(PodSpec.EMPTY, "ns", node, List.of("10.96.0.10"), "cluster.local");
        assertThat(cluster.servers()).containsExactly("10.96.0.10");
        assertThat(cluster.searches())
                .containsExactly(
                        "ns.svc.cluster.local", "svc.cluster.local", "cluster.local", "lan");
        assertThat(cluster.options()).containsExactly("ndots:5");
        var onHost = PodSpec.builder().hostNetwork(true).build();
        assertThat(Resolver.of(onHost, "ns", node, List.of("10.96.0.10"), "cluster.local"))
                .isEqualTo(node);
    }

    @Test
    void turnsProcessorsIntoSharesAndQuota() {
        assertThat(KernelLimits.shares(0)).isEqualTo(2);
        assertThat(KernelLimits.shares(500)).isEqualTo(512);
        assertThat(KernelLimits.quota(0)).isZero();
        assertThat(KernelLimits.quota(1)).isEqualTo(1_000);
        assertThat(KernelLimits.quota(250)).isEqualTo(25_000);
    }
}
