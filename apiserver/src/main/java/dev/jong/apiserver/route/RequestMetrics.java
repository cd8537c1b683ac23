package dev.jong.apiserver.route;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpExchange;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Counts and times requests under upstream's names.
public final class RequestMetrics {
    @SuppressWarnings("MutablePublicArray") // bounds are copied by whoever takes them
    static final double[] SECONDS = {
        .005, .025, .05, .1, .2, .4, .6, .8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };

    private static final String APPLY = "application/apply-patch";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> CONNECTS = Set.of("exec", "attach", "portforward", "proxy");
    private static final Set<String> PATHS =
            Set.of("/healthz", "/livez", "/readyz", "/metrics", "/version");
    private static final int INTERNAL_ERROR = 500;

    private final Metrics.Counters requests;
    private final Metrics.Histograms durations;
    private final Metrics.Histograms sizes;
    private final Metrics.Histograms beginnings;
    private final Metrics.Gauges longRunning;
    private final Metrics.Gauges running;
    private final Map<Key, Series> known = new ConcurrentHashMap<>();

    /// What tells requests apart.
    private record Key(
            String verb,
            String dryRun,
            String group,
            String version,
            String resource,
            String subresource,
            String scope,
            String component) {
        static Key of(HttpExchange exchange, RequestInfo info) {
            return info.resourceRequest()
                    ? new Key(
                            RequestMetrics.verb(exchange, info),
                            info.query().has("dryRun") ? info.query().value("dryRun") : "",
                            info.group(),
                            info.version(),
                            info.resource(),
                            info.subresource(),
                            RequestMetrics.scope(info),
                            "apiserver")
                    : new Key(exchange.method(), "", "", "", "", info.path(), "", "");
        }
    }

    /// The metrics of requests that are alike.
    private final class Series {
        private final Key key;
        private final Metrics.Distribution duration;
        private final Metrics.Distribution size;
        private final Map<Integer, Metrics.Count> codes = new ConcurrentHashMap<>();

        Series(Key key) {
            this.key = key;
            duration =
                    durations.with(
                            key.component,
                            key.dryRun,
                            key.group,
                            key.resource,
                            key.scope,
                            key.subresource,
                            key.verb,
                            key.version);
            size =
                    sizes.with(
                            key.component,
                            key.group,
                            key.resource,
                            key.scope,
                            key.subresource,
                            key.verb,
                            key.version);
        }

        Metrics.Count answered(int code) {
            return codes.computeIfAbsent(
                    code,
                    _ ->
                            requests.with(
                                    Integer.toString(code),
                                    key.component,
                                    key.dryRun,
                                    key.group,
                                    key.resource,
                                    key.scope,
                                    key.subresource,
                                    key.verb,
                                    key.version));
        }

        Metrics.Level longRunning() {
            return longRunning.with(
                    key.component,
                    key.group,
                    key.resource,
                    key.scope,
                    key.subresource,
                    key.verb,
                    key.version);
        }
    }

    public RequestMetrics(Metrics metrics) {
        requests =
                metrics.counters(
                        "apiserver_request_total",
                        "[STABLE] Counter of apiserver requests broken out for each verb, dry run"
                                + " value, group, version, resource, scope, component, and HTTP"
                                + " response code.",
                        "code",
                        "component",
                        "dry_run",
                        "group",
                        "resource",
                        "scope",
                        "subresource",
                        "verb",
                        "version");
        durations =
                metrics.histograms(
                        "apiserver_request_duration_seconds",
                        "[STABLE] Response latency distribution in seconds for each verb, dry run"
                                + " value, group, version, resource, subresource, scope and"
                                + " component.",
                        SECONDS,
                        "component",
                        "dry_run",
                        "group",
                        "resource",
                        "scope",
                        "subresource",
                        "verb",
                        "version");
        sizes =
                metrics.histograms(
                        "apiserver_response_sizes",
                        "[STABLE] Response size distribution in bytes for each group, version,"
                                + " verb, resource, subresource, scope and component.",
                        Metrics.exponential(1000, 10, 7),
                        "component",
                        "group",
                        "resource",
                        "scope",
                        "subresource",
                        "verb",
                        "version");
        beginnings =
                metrics.histograms(
                        "apiserver_watch_list_duration_seconds",
                        "[BETA] Response latency distribution in seconds for watch list requests"
                                + " broken by group, version, resource and scope.",
                        new double[] {
                            .05, .1, .2, .4, .6, .8, 1, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60
                        },
                        "group",
                        "resource",
                        "scope",
                        "version");
        longRunning =
                metrics.gauges(
                        "apiserver_longrunning_requests",
                        "[STABLE] Gauge of all active long-running apiserver requests broken out"
                                + " by verb, group, version, resource, scope and component. Not"
                                + " all requests are tracked this way.",
                        "component",
                        "group",
                        "resource",
                        "scope",
                        "subresource",
                        "verb",
                        "version");
        running =
                metrics.gauges(
                        "apiserver_current_inflight_requests",
                        "[STABLE] Maximal number of currently used inflight request limit of this"
                                + " apiserver per request kind in last second.",
                        "request_kind");
    }

    /// The same handler, watched.
    public RequestHandler around(RequestHandler handler) {
        var reading = running.with("readOnly");
        var writing = running.with("mutating");
        return (exchange, info) -> {
            var level = READS.contains(info.verb()) ? reading : writing;
            if (!info.resourceRequest() && !PATHS.contains(info.path())) {
                counted(level, () -> handler.handle(exchange, info));
                return;
            }
            var series = known.computeIfAbsent(Key.of(exchange, info), Series::new);
            if (info.isLong()) {
                counted(
                        series.longRunning(),
                        () -> watched(measuringBeginning(handler), exchange, info, series));
            } else {
                counted(level, () -> watched(handler, exchange, info, series));
            }
        };
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
            RequestHandler handler, HttpExchange exchange, RequestInfo info, Series series) {
        long start = System.nanoTime();
        int refused = 0;
        try {
            handler.handle(exchange, info);
        } catch (ApiException e) {
            refused = e.code();
            throw e;
        } catch (RuntimeException e) {
            refused = INTERNAL_ERROR;
            throw e;
        } finally {
            int code = exchange.status() == 0 ? refused : exchange.status();
            series.answered(code == 0 ? INTERNAL_ERROR : code).add(1);
            if (!info.isLong()) {
                series.duration.observe((System.nanoTime() - start) / NANOS_PER_SECOND);
                series.size.observe((double) exchange.written());
            }
        }
    }

    /// The same handler; how long a watch takes until it knows what there is is told.
    private RequestHandler measuringBeginning(RequestHandler handler) {
        return (exchange, info) -> {
            if (!info.query().isTrue("sendInitialEvents")) {
                handler.handle(exchange, info);
                return;
            }
            long start = System.nanoTime();
            var context = RequestContext.current();
            var level = beginnings.with(info.group(), info.resource(), scope(info), info.version());
            context.whenBegun(
                            () -> {
                                level.observe((System.nanoTime() - start) / NANOS_PER_SECOND);
                                context.begun().run();
                            })
                    .run(() -> handler.handle(exchange, info));
        };
    }

    /// The verb as HTTP has it, but for those that it has no word for.
    private static String verb(HttpExchange exchange, RequestInfo info) {
        if (CONNECTS.contains(info.subresource())) {
            return "CONNECT";
        }
        return switch (info.verb()) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "patch" ->
                    exchange.headers().value("Content-Type").startsWith(APPLY) ? "APPLY" : "PATCH";
            default -> info.verb().toUpperCase(Locale.ROOT);
        };
    }

    private static String scope(RequestInfo info) {
        if (!info.name().isEmpty() || info.verb().equals("create")) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }
}
