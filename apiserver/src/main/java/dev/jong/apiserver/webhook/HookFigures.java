package dev.jong.apiserver.webhook;

import dev.jong.foundation.Metrics;

/// Calls of webhooks, under the names of client-go.
final class HookFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = {.005, .025, .1, .25, .5, 1, 2, 4, 8, 15, 30, 60};

    private final Metrics.Counters requests;
    private final Metrics.Histograms durations;

    HookFigures(Metrics metrics) {
        requests =
                metrics.counters(
                        "rest_client_requests_total",
                        "Requests to other servers, by what they were answered with.",
                        "code",
                        "host",
                        "method");
        durations =
                metrics.histograms(
                        "rest_client_request_duration_seconds",
                        "How long requests to other servers took, in seconds.",
                        SECONDS,
                        "host",
                        "verb");
    }

    void answered(String host, int code, long nanos) {
        requests.with(Integer.toString(code), host, "POST").add(1);
        durations.with(host, "POST").observe(nanos / NANOS_PER_SECOND);
    }

    void failed(String host) {
        requests.with("<error>", host, "POST").add(1);
    }
}
