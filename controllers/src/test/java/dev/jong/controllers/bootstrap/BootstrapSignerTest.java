package dev.jong.controllers.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Bytes;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.meta.v1.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BootstrapSignerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void signsAsEverybodyCanCheck() {
        var token = new BootstrapToken("joshua", "b1n4ry", Optional.empty(), true);
        var signature = DetachedSignature.of("Hello from the other side!", token);
        var parts = signature.split("\\.", -1);
        assertThat(parts).hasSize(3);
        assertThat(parts[0]).isEqualTo("eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9");
        assertThat(parts[1]).isEmpty();
        assertThat(parts[2]).hasSize(43);
    }

    @Test
    void signsWithEachTokenAndForgetsTheOthers() {
        var token = new BootstrapToken("abcdef", "secret", Optional.empty(), true);
        var before = Map.of("kubeconfig", "config", "jws-kubeconfig-gone00", "old");
        var signed = BootstrapSigner.signed(before, List.of(token));
        assertThat(signed).containsOnlyKeys("kubeconfig", "jws-kubeconfig-abcdef");
        assertThat(BootstrapSigner.signed(signed, List.of(token))).isEqualTo(signed);
        assertThat(BootstrapSigner.signed(Map.of(), List.of(token))).isEmpty();
    }

    @Test
    void knowsTokensByTheirForm() {
        var token = BootstrapToken.of(secret("bootstrap-token-abcdef", Map.of())).orElseThrow();
        assertThat(token.signs()).isFalse();
        assertThat(token.isOver(NOW)).isFalse();
        assertThat(BootstrapToken.of(secret("other", Map.of()))).isEmpty();
        var old =
                secret(
                        "bootstrap-token-abcdef",
                        Map.of(
                                "expiration",
                                "2025-12-31T23:00:00Z",
                                "usage-bootstrap-signing",
                                "true"));
        assertThat(BootstrapToken.of(old).orElseThrow().isOver(NOW)).isTrue();
        assertThat(BootstrapToken.of(old).orElseThrow().signs()).isTrue();
        var unreadable = secret("bootstrap-token-abcdef", Map.of("expiration", "soon"));
        assertThat(BootstrapToken.of(unreadable).orElseThrow().isOver(NOW)).isTrue();
    }

    private static Secret secret(String name, Map<String, String> more) {
        var data = new HashMap<String, Bytes>();
        Map.of("token-id", "abcdef", "token-secret", "0123456789abcdef")
                .forEach((key, value) -> data.put(key, bytes(value)));
        more.forEach((key, value) -> data.put(key, bytes(value)));
        return Secret.builder()
                .metadata(ObjectMeta.builder().name(name).namespace("kube-system").build())
                .type(BootstrapToken.TYPE)
                .data(data)
                .build();
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
