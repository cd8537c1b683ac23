package dev.jong.apiserver.authentication;

import dev.jong.foundation.Metrics;

/// How often tokens were known already, under upstream's names.
public final class TokenCacheFigures {
    /// Tells nobody.
    public static final TokenCacheFigures NONE = new TokenCacheFigures(new Metrics());

    private static final double NANOS_PER_SECOND = 1e9;

    private final Metrics.Count hits;
    private final Metrics.Count misses;
    private final Metrics.Distribution hit;
    private final Metrics.Distribution miss;
    private final Metrics.Count found;
    private final Metrics.Count refused;
    private final Metrics.Level active;

    public TokenCacheFigures(Metrics metrics) {
        var requests =
                metrics.counters(
                        "authentication_token_cache_request_total",
                        "Tokens that were shown, by whether they were known already.",
                        "status");
        hits = requests.with("hit");
        misses = requests.with("miss");
        var durations =
                metrics.histograms(
                        "authentication_token_cache_request_duration_seconds",
                        "How long it took to tell whose a token is, in seconds.",
                        Metrics.SECONDS,
                        "status");
        hit = durations.with("hit");
        miss = durations.with("miss");
        var fetches =
                metrics.counters(
                        "authentication_token_cache_fetch_total",
                        "Tokens that had to be looked at, by whether they were good.",
                        "status");
        found = fetches.with("ok");
        refused = fetches.with("error");
        active =
                metrics.gauges(
                                "authentication_token_cache_active_fetch_count",
                                "Tokens that are being looked at.",
                                "status")
                        .with("in_flight");
    }

    void remembered(long nanos) {
        hits.add(1);
        hit.observe(nanos / NANOS_PER_SECOND);
    }

    void begins() {
        active.add(1);
    }

    void fetched(boolean well, long nanos) {
        active.add(-1);
        misses.add(1);
        miss.observe(nanos / NANOS_PER_SECOND);
        (well ? found : refused).add(1);
    }
}
