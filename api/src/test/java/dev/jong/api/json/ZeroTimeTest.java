package dev.jong.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.policy.v1.PodDisruptionBudgetStatus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ZeroTimeTest {
    @Test
    void noTimeAsAMapsValueStaysNoTime() {
        var json = "{\"disruptedPods\":{\"a\":null,\"b\":\"2026-01-01T00:00:00Z\"}}";

        var read =
                Json.read(
                        Json.parse(json.getBytes(StandardCharsets.UTF_8)),
                        PodDisruptionBudgetStatus.CODEC);

        assertThat(read.disruptedPods()).containsEntry("a", GoTime.ZERO);
        assertThat(Json.tree(read, PodDisruptionBudgetStatus.CODEC).toString())
                .contains("\"disruptedPods\":{\"a\":null,\"b\":\"2026-01-01T00:00:00Z\"}");
    }
}
