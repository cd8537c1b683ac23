package dev.jong.apiserver.route;

import static dev.jong.foundation.Stability.STABLE;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpExchange;
import java.util.Set;
import java.util.function.Predicate;

/// Counts and times requests under upstream's names.
public final class RequestMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> SIZED = Set.of("get", "list");
    private static final Set<String> WRITES = Set.of("create", "update", "patch");
    private static final Set<String> DEPRECATED = Set.of("endpoints", "componentstatuses");
    private static final Set<String> STRICTNESS = Set.of("", "Ignore", "Warn", "Strict");
    private static final int INTERNAL_ERROR = 500;

    private final RequestSeries series;
    private final Metrics.Gauges running;
    private final Predicate<RequestInfo> served;

    /// @param served whether there is such a resource
    public RequestMetrics(Metrics metrics, Predicate<RequestInfo> served) {
        this.served = served;
        series = new RequestSeries(metrics);
        running =
                metrics.gauges(
                        STABLE,
                        "apiserver_current_inflight_requests",
                        "Requests that are being answered, without those that take long.",
                        "request_kind");
    }

    /// The same handler, watched.
    public RequestHandler around(RequestHandler handler) {
        var reading = running.with("readOnly");
        var writing = running.with("mutating");
        return (exchange, info) -> {
            var level = READS.contains(info.verb()) ? reading : writing;
            var key = RequestKey.of(exchange, info);
            if (key.isEmpty() || (info.resourceRequest() && !served.test(info))) {
                counted(level, () -> handler.handle(exchange, info));
                return;
            }
            var found = series.of(key.get());
            if (info.resourceRequest()
                    && info.group().isEmpty()
                    && DEPRECATED.contains(info.resource())) {
                found.deprecated();
                RequestContext.current().annotations().put("k8s.io/deprecated", "true");
            }
            if (info.isLong()) {
                counted(
                        found.longRunning(),
                        () -> watched(measuringBeginning(handler, found), exchange, info, found));
            } else {
                counted(level, () -> watched(handler, exchange, info, found));
            }
        };
    }

    /// What another server should have answered was answered here: it cannot be reached.
    public void unavailable(HttpExchange exchange, RequestInfo info) {
        series.of(RequestKey.plain(exchange, info).seenBy("aggregator"))
                .terminated(exchange.status());
    }

    private static void counted(Metrics.Level level, Runnable work) {
        level.add(1);
        try {
            work.run();
        } finally {
            level.add(-1);
        }
    }

    private static void watched(
            RequestHandler handler,
            HttpExchange exchange,
            RequestInfo info,
            RequestSeries.Series series) {
        int refused = 0;
        try {
            handler.handle(exchange, info);
        } catch (ApiException e) {
            refused = e.code();
            throw e;
        } catch (RuntimeException e) {
            refused = INTERNAL_ERROR;
            if (exchange.answered()) {
                series.broken();
            }
            throw e;
        } finally {
            int status = exchange.status() == 0 ? refused : exchange.status();
            tell(exchange, info, series, status == 0 ? INTERNAL_ERROR : status);
        }
    }

    private static void tell(
            HttpExchange exchange, RequestInfo info, RequestSeries.Series series, int status) {
        var timing = RequestContext.current().timing();
        long all = System.nanoTime() - timing.received();
        double seconds = all / NANOS_PER_SECOND;
        series.answered(status, seconds);
        if (series.key().dryRun().isEmpty()) {
            series.promised((all - timing.waited()) / NANOS_PER_SECOND);
        }
        if (!info.resourceRequest() || SIZED.contains(info.verb())) {
            series.sent(exchange.written());
        }
        if (WRITES.contains(info.verb())) {
            var strictness = info.query().value("fieldValidation");
            series.checked(STRICTNESS.contains(strictness) ? strictness : "invalid", seconds);
            if (timing.body() >= 0) {
                series.received(timing.body(), info.verb());
            }
        }
    }

    /// The same handler; how long a watch takes until it knows what there is is told.
    private static RequestHandler measuringBeginning(
            RequestHandler handler, RequestSeries.Series series) {
        return (exchange, info) -> {
            if (!info.query().isTrue("sendInitialEvents")) {
                handler.handle(exchange, info);
                return;
            }
            long start = System.nanoTime();
            var context = RequestContext.current();
            context.whenBegun(
                            () -> {
                                series.begun((System.nanoTime() - start) / NANOS_PER_SECOND);
                                context.begun().run();
                            })
                    .run(() -> handler.handle(exchange, info));
        };
    }
}
