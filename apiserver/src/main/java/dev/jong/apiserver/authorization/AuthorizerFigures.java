package dev.jong.apiserver.authorization;

import dev.jong.foundation.Metrics;

/// What each authorizer said, and how webhooks among them fare, under upstream's names.
final class AuthorizerFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] CONDITION_SECONDS = {.001, .005, .01, .025, .1, .2, .25};
    private static final String WEBHOOK = "Webhook";

    private final Metrics.Counters decisions;
    private final Metrics.Counters asked;
    private final Metrics.Histograms lasted;
    private final Metrics.Counters failedOpen;
    private final Metrics.Histograms conditions;
    private final Metrics.Counters conditionErrors;
    private final Metrics.Counters exclusions;

    AuthorizerFigures(Metrics metrics) {
        decisions =
                metrics.counters(
                        "apiserver_authorization_decisions_total",
                        "Requests that an authorizer allowed or denied.",
                        "decision",
                        "name",
                        "type");
        asked =
                metrics.counters(
                        "apiserver_authorization_webhook_evaluations_total",
                        "How often an authorization webhook was asked.",
                        "name",
                        "result");
        lasted =
                metrics.histograms(
                        "apiserver_authorization_webhook_duration_seconds",
                        "How long an authorization webhook took, in seconds.",
                        Metrics.SECONDS,
                        "name",
                        "result");
        failedOpen =
                metrics.counters(
                        "apiserver_authorization_webhook_evaluations_fail_open_total",
                        "How often the next authorizer was asked because a webhook did not answer.",
                        "name",
                        "result");
        conditions =
                metrics.histograms(
                        "apiserver_authorization_match_condition_evaluation_seconds",
                        "How long the match conditions of an authorizer took, in seconds.",
                        CONDITION_SECONDS,
                        "name",
                        "type");
        conditionErrors =
                metrics.counters(
                        "apiserver_authorization_match_condition_evaluation_errors_total",
                        "How often match conditions of an authorizer could not be evaluated.",
                        "name",
                        "type");
        exclusions =
                metrics.counters(
                        "apiserver_authorization_match_condition_exclusions_total",
                        "Requests of which an authorizer was not asked because of its match"
                                + " conditions.",
                        "name",
                        "type");
    }

    /// The same authorizer, counted.
    Authorizer around(String type, String name, Authorizer authorizer) {
        var allowed = decisions.with("allowed", name, type);
        var denied = decisions.with("denied", name, type);
        return attributes -> {
            var decision = authorizer.decide(attributes);
            switch (decision) {
                case Decision.Allow _ -> allowed.add(1);
                case Decision.Deny _ -> denied.add(1);
                case Decision.NoOpinion _ -> {}
            }
            return decision;
        };
    }

    /// A webhook was asked.
    ///
    /// @param closed whether a failure denies the request
    void asked(String name, boolean well, boolean closed, long nanos) {
        var result = well ? "success" : "error";
        asked.with(name, result).add(1);
        lasted.with(name, result).observe(nanos / NANOS_PER_SECOND);
        if (!well && !closed) {
            failedOpen.with(name, result).add(1);
        }
    }

    void matched(String name, boolean excluded, long nanos) {
        conditions.with(name, WEBHOOK).observe(nanos / NANOS_PER_SECOND);
        if (excluded) {
            exclusions.with(name, WEBHOOK).add(1);
        }
    }

    void unclear(String name) {
        conditionErrors.with(name, WEBHOOK).add(1);
    }
}
