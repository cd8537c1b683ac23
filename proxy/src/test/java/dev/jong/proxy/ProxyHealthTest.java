package dev.jong.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyHealthTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ProxyHealth health = new ProxyHealth();

    @Test
    void isWellWhileItStarts() {
        health.queued(Family.IPV4, NOW);
        assertThat(health.report(NOW.plusSeconds(600)).healthy()).isTrue();
    }

    @Test
    void isUnwellOnceAChangeHasWaitedForAMinute() {
        health.applied(Family.IPV4, NOW);
        health.queued(Family.IPV4, NOW.plusSeconds(1));
        health.queued(Family.IPV4, NOW.plusSeconds(50));
        assertThat(health.report(NOW.plusSeconds(60)).healthy()).isTrue();
        var late = health.report(NOW.plusSeconds(61));
        assertThat(late.healthy()).isFalse();
        assertThat(late.text())
                .isEqualTo(
                        Json.parse(
                                """
                                {"lastUpdated": "2026-01-01T00:00:00Z",
                                 "currentTime": "2026-01-01T00:01:01Z", "healthy": false,
                                 "status": {"IPv4":
                                  {"lastUpdated": "2026-01-01T00:00:00Z", "healthy": false}}}\
                                """));
        health.applied(Family.IPV4, NOW.plusSeconds(62));
        assertThat(health.report(NOW.plusSeconds(62)).healthy()).isTrue();
    }

    @Test
    void sendsNoTrafficToANodeThatGoesAway() {
        var node = Node.EMPTY;
        assertThat(ProxyHealth.isEligible(Optional.of(node))).isTrue();
        assertThat(ProxyHealth.isEligible(Optional.empty())).isFalse();
        var leaving = node.mapMetadata(metadata -> metadata.withDeletionTimestamp(NOW));
        assertThat(ProxyHealth.isEligible(Optional.of(leaving))).isFalse();
        var tainted =
                node.mapSpec(spec ->
                        spec.withTaints(
                                List.of(
                                        new Taint(
                                                "ToBeDeletedByClusterAutoscaler",
                                                null,
                                                "NoSchedule",
                                                null))));
        assertThat(ProxyHealth.isEligible(Optional.of(tainted))).isFalse();
        assertThat(health.report(NOW).withNode(false).healthy()).isFalse();
    }
}
