package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.foundation.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AccessFiguresTest {
    private final Metrics metrics = new Metrics();

    @Test
    void certificatesTellHowLongTheyLast() throws IOException {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var figures = new AccessFigures(metrics, InstantSource.fixed(now));
        figures.certificate(now.plus(Duration.ofHours(3)));
        figures.certificate(now.plus(Duration.ofDays(400)));
        var page = new ByteArrayOutputStream();
        metrics.writeText(page);
        var name = "apiserver_client_certificate_expiration_seconds_";
        assertThat(page.toString(StandardCharsets.UTF_8))
                .contains(name + "bucket{le=\"7200\"} 0\n")
                .contains(name + "bucket{le=\"21600\"} 1\n")
                .contains(name + "bucket{le=\"3.1104e+07\"} 1\n")
                .contains(name + "count 2\n");
    }
}
