package dev.jong.apiserver.discovery;

import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.route.Router;
import dev.jong.foundation.Metrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// `/metrics`, `/metrics/slis` and `/metrics/resources`.
public final class MetricsPages {
    private static final Headers TEXT =
            Headers.of(
                    "Content-Type",
                    "text/plain; version=0.0.4; charset=utf-8; escaping=underscores");

    private MetricsPages() {}

    /// @param slis how the health checks fare
    public static void addTo(Router router, Registry registry, Metrics metrics, Metrics slis) {
        addTo(router, metrics, slis);
        var resources = PodResourceFigures.of(registry);
        router.route("/metrics/resources", (exchange, _) -> answer(exchange, resources));
    }

    /// Without `/metrics/resources`.
    public static void addTo(Router router, Metrics metrics, Metrics slis) {
        router.route("/metrics", (exchange, _) -> answer(exchange, metrics));
        router.route("/metrics/slis", (exchange, _) -> answer(exchange, slis));
    }

    private static void answer(HttpExchange exchange, Metrics metrics) {
        var out = new ByteArrayOutputStream();
        try {
            metrics.writeText(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exchange.answer(200, TEXT, out.toByteArray());
    }
}
