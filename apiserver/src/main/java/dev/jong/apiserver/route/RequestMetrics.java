package dev.jong.apiserver.route;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;

/// Counts and times requests under upstream's names, and tells it at `/metrics`.
public final class RequestMetrics {
    private static final String DURATION_HELP =
            "Response latency distribution in seconds for each verb, group, version, resource, subresource, scope and component.";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Set<String> LONG = Set.of("watch", "connect");

    private final Metrics metrics;
    private final Metrics.Counters requests;
    private final Metrics.Histograms durations;
    private final Metrics.Gauges running;

    public RequestMetrics(Metrics metrics) {
        this.metrics = metrics;
        requests =
                metrics.counters(
                        "apiserver_request_total",
                        "Counter of apiserver requests broken out for each verb, group, version, resource, scope,"
                                + " component, and HTTP response code.",
                        "verb",
                        "group",
                        "version",
                        "resource",
                        "subresource",
                        "scope",
                        "code");
        durations =
                metrics.histograms(
                        "apiserver_request_duration_seconds",
                        DURATION_HELP,
                        Metrics.SECONDS,
                        "verb",
                        "group",
                        "version",
                        "resource",
                        "subresource",
                        "scope");
        running =
                metrics.gauges(
                        "apiserver_current_inflight_requests",
                        "Maximal number of currently used inflight request limit of this apiserver per request kind in"
                                + " last second.",
                        "request_kind");
    }

    /// The same handler, watched.
    public RequestHandler around(RequestHandler handler) {
        return (exchange, info) -> {
            var level = running.with(reads(info.verb()) ? "readOnly" : "mutating");
            level.add(1);
            long start = System.nanoTime();
            int code = info.verb().equals("create") ? 201 : 200;
            try {
                handler.handle(exchange, info);
            } catch (ApiException e) {
                code = e.code();
                throw e;
            } catch (RuntimeException e) {
                code = 500;
                throw e;
            } finally {
                level.add(-1);
                tell(info, code, System.nanoTime() - start);
            }
        };
    }

    private static boolean reads(String verb) {
        return Set.of("get", "list", "watch").contains(verb);
    }

    private void tell(RequestInfo info, int code, long nanos) {
        if (!info.resourceRequest()) {
            return;
        }
        var verb = info.verb().toUpperCase(Locale.ROOT);
        var scope = scope(info);
        requests.with(
                        verb,
                        info.group(),
                        info.version(),
                        info.resource(),
                        info.subresource(),
                        scope,
                        Integer.toString(code))
                .add(1);
        if (!LONG.contains(info.verb()) && code != 404) {
            durations
                    .with(
                            verb,
                            info.group(),
                            info.version(),
                            info.resource(),
                            info.subresource(),
                            scope)
                    .observe(nanos / NANOS_PER_SECOND);
        }
    }

    private static String scope(RequestInfo info) {
        if (!info.name().isEmpty()) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }

    public void answer(HttpExchange exchange, RequestInfo info) {
        var out = new ByteArrayOutputStream();
        try {
            metrics.writeText(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exchange.answer(
                200,
                Headers.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                out.toByteArray());
    }
}
