package dev.jong.apiserver.route;

import static dev.jong.foundation.Stability.BETA;
import static dev.jong.foundation.Stability.STABLE;

import dev.jong.foundation.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The metrics of requests, told apart by what they have in common.
final class RequestSeries {
    private static final double[] SECONDS = {
        .005, .025, .05, .1, .2, .4, .6, .8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final double[] PROMISED_SECONDS = {
        .05, .1, .2, .4, .6, .8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final double[] WATCH_LIST_SECONDS = {
        .05, .1, .2, .4, .6, .8, 1, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final String[] LABELS = {
        "component", "group", "resource", "scope", "subresource", "verb", "version"
    };
    private static final String[] DRY_LABELS = {
        "component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version"
    };
    private static final String[] CODE_LABELS = {
        "code", "component", "group", "resource", "scope", "subresource", "verb", "version"
    };

    private final Metrics.Counters requests;
    private final Metrics.Histograms durations;
    private final Metrics.Histograms promised;
    private final Metrics.Histograms sizes;
    private final Metrics.Histograms bodies;
    private final Metrics.Histograms checked;
    private final Metrics.Histograms beginnings;
    private final Metrics.Gauges longRunning;
    private final Metrics.Gauges deprecated;
    private final Metrics.Counters terminated;
    private final Metrics.Counters broken;
    private final Map<RequestKey, Series> known = new ConcurrentHashMap<>();

    RequestSeries(Metrics metrics) {
        requests =
                metrics.counters(
                        STABLE,
                        "apiserver_request_total",
                        "Requests that were answered, by what they asked for and how.",
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
                        STABLE,
                        "apiserver_request_duration_seconds",
                        "How long requests took until they were answered, in seconds.",
                        SECONDS,
                        DRY_LABELS);
        promised =
                metrics.histograms(
                        "apiserver_request_sli_duration_seconds",
                        "How long the server itself was busy with requests, in seconds: without the"
                                + " time in queues and in webhooks.",
                        PROMISED_SECONDS,
                        LABELS);
        sizes =
                metrics.histograms(
                        STABLE,
                        "apiserver_response_sizes",
                        "Bytes of the answers to gets and lists.",
                        Metrics.exponential(1000, 10, 7),
                        LABELS);
        bodies =
                metrics.histograms(
                        "apiserver_request_body_size_bytes",
                        "Bytes of objects that clients sent.",
                        Metrics.linear(50_000, 100_000, 31),
                        "group",
                        "resource",
                        "verb");
        checked =
                metrics.histograms(
                        "field_validation_request_duration_seconds",
                        "How long requests took, in seconds, by how strictly their fields were"
                                + " looked at.",
                        PROMISED_SECONDS,
                        "field_validation");
        beginnings =
                metrics.histograms(
                        BETA,
                        "apiserver_watch_list_duration_seconds",
                        "How long watches that begin with a list took until the list was sent, in"
                                + " seconds.",
                        WATCH_LIST_SECONDS,
                        "group",
                        "resource",
                        "scope",
                        "version");
        longRunning =
                metrics.gauges(
                        STABLE,
                        "apiserver_longrunning_requests",
                        "Watches, streams and proxied requests that are open.",
                        LABELS);
        deprecated =
                metrics.gauges(
                        STABLE,
                        "apiserver_requested_deprecated_apis",
                        "1 for each deprecated resource that was asked for, with the release that"
                                + " is to be without it.",
                        "group",
                        "removed_release",
                        "resource",
                        "subresource",
                        "version");
        terminated =
                metrics.counters(
                        "apiserver_request_terminations_total",
                        "Requests that the server ended in its own defence.",
                        CODE_LABELS);
        broken =
                metrics.counters(
                        "apiserver_request_aborts_total",
                        "Requests whose answer was broken off.",
                        "group",
                        "resource",
                        "scope",
                        "subresource",
                        "verb",
                        "version");
    }

    Series of(RequestKey key) {
        var present = known.get(key);
        return present == null ? known.computeIfAbsent(key, Series::new) : present;
    }

    /// The metrics of requests that are alike.
    final class Series {
        private final RequestKey key;
        private final Metrics.Distribution duration;
        private final Late promise = new Late();
        private final Late size = new Late();
        private final Late body = new Late();
        private final Map<Integer, Metrics.Count> codes = new ConcurrentHashMap<>();

        Series(RequestKey key) {
            this.key = key;
            duration =
                    durations.with(
                            key.component(),
                            key.dryRun(),
                            key.group(),
                            key.resource(),
                            key.scope(),
                            key.subresource(),
                            key.verb(),
                            key.version());
        }

        RequestKey key() {
            return key;
        }

        void answered(int code, double seconds) {
            codes.computeIfAbsent(
                            code,
                            _ ->
                                    requests.with(
                                            Integer.toString(code),
                                            key.component(),
                                            key.dryRun(),
                                            key.group(),
                                            key.resource(),
                                            key.scope(),
                                            key.subresource(),
                                            key.verb(),
                                            key.version()))
                    .add(1);
            duration.observe(seconds);
        }

        void promised(double seconds) {
            promise.of(() -> promised.with(labels())).observe(seconds);
        }

        void sent(long bytes) {
            size.of(() -> sizes.with(labels())).observe((double) bytes);
        }

        /// @param verb of the API
        void received(long bytes, String verb) {
            body.of(() -> bodies.with(key.group(), key.resource(), verb)).observe((double) bytes);
        }

        /// @param strictness `Ignore`, `Warn`, `Strict`, empty for the default, else `invalid`
        void checked(String strictness, double seconds) {
            checked.with(strictness).observe(seconds);
        }

        void begun(double seconds) {
            beginnings
                    .with(key.group(), key.resource(), key.scope(), key.version())
                    .observe(seconds);
        }

        Metrics.Level longRunning() {
            return longRunning.with(labels());
        }

        void deprecated() {
            deprecated
                    .with(key.group(), "", key.resource(), key.subresource(), key.version())
                    .set(1);
        }

        void broken() {
            broken.with(
                            key.group(),
                            key.resource(),
                            key.scope(),
                            key.subresource(),
                            key.verb(),
                            key.version())
                    .add(1);
        }

        void terminated(int code) {
            terminated
                    .with(
                            Integer.toString(code),
                            key.component(),
                            key.group(),
                            key.resource(),
                            key.scope(),
                            key.subresource(),
                            key.verb(),
                            key.version())
                    .add(1);
        }

        private String[] labels() {
            return new String[] {
                key.component(),
                key.group(),
                key.resource(),
                key.scope(),
                key.subresource(),
                key.verb(),
                key.version()
            };
        }
    }

    /// A figure that is told from the first time on that there is something to tell.
    private static final class Late {
        private volatile Metrics.@Nullable Distribution made;

        Metrics.Distribution of(Supplier<Metrics.Distribution> make) {
            var found = made;
            if (found == null) {
                found = make.get();
                made = found;
            }
            return found;
        }
    }
}
