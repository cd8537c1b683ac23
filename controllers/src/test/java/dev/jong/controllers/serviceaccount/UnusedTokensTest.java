package dev.jong.controllers.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Secret;
import dev.jong.api.meta.v1.ObjectMeta;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UnusedTokensTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-06-01");

    @Test
    void usedOrYoungTokensStay() {
        assertThat(fate("2026-01-01", Map.of())).isEqualTo(UnusedTokens.Fate.KEEP);
        assertThat(fate("2020-01-01", Map.of("kubernetes.io/legacy-token-last-used", "2026-05-01")))
                .isEqualTo(UnusedTokens.Fate.KEEP);
        assertThat(fate("2020-01-01", Map.of("kubernetes.io/legacy-token-last-used", "some day")))
                .isEqualTo(UnusedTokens.Fate.KEEP);
    }

    @Test
    void unusedOnesAreMarkedAndDeletedAYearLater() {
        assertThat(fate("2020-01-01", Map.of())).isEqualTo(UnusedTokens.Fate.INVALIDATE);
        assertThat(fate("2020-01-01", since("2026-05-01"))).isEqualTo(UnusedTokens.Fate.KEEP);
        assertThat(fate("2020-01-01", since("2025-05-01"))).isEqualTo(UnusedTokens.Fate.DELETE);
    }

    private static Map<String, String> since(String day) {
        return Map.of("kubernetes.io/legacy-token-invalid-since", day);
    }

    private static UnusedTokens.Fate fate(String created, Map<String, String> labels) {
        var secret =
                Secret.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .name("token")
                                        .creationTimestamp(Instant.parse(created + "T00:00:00Z"))
                                        .labels(labels)
                                        .build())
                        .type(TokenSecrets.TYPE)
                        .build();
        return UnusedTokens.fate(secret, TODAY);
    }
}
