package dev.jong.apiserver.admission.webhook;

import static dev.jong.foundation.Stability.STABLE;

import dev.jong.apiserver.admission.Operation;
import dev.jong.foundation.Metrics;

/// How webhooks fare, under upstream's names.
public final class WebhookMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = {.005, .025, .1, .5, 1, 2.5, 10, 25};
    private static final double[] CONDITION_SECONDS = {.001, .005, .01, .025, .1, .2, .25};
    private static final int OK = 200;
    private static final int HIGHEST_CODE = 600;
    private static final String KIND = "webhook";
    private static final String[] CONDITION = {"kind", "name", "operation", "type"};

    private final Metrics.Histograms durations;
    private final Metrics.Counters requests;
    private final Metrics.Counters rejections;
    private final Metrics.Counters failedOpen;
    private final Metrics.Histograms conditions;
    private final Metrics.Counters conditionErrors;
    private final Metrics.Counters exclusions;

    public WebhookMetrics(Metrics metrics) {
        durations =
                metrics.histograms(
                        STABLE,
                        "apiserver_admission_webhook_admission_duration_seconds",
                        "How long a webhook took over a request, in seconds.",
                        SECONDS,
                        "name",
                        "operation",
                        "rejected",
                        "type");
        requests =
                metrics.counters(
                        "apiserver_admission_webhook_request_total",
                        "How often a webhook was asked, by what came of it.",
                        "code",
                        "name",
                        "operation",
                        "rejected",
                        "type");
        rejections =
                metrics.counters(
                        "apiserver_admission_webhook_rejection_count",
                        "Requests that were refused because of a webhook: it said so, or could not"
                                + " be asked.",
                        "error_type",
                        "name",
                        "operation",
                        "rejection_code",
                        "type");
        failedOpen =
                metrics.counters(
                        "apiserver_admission_webhook_fail_open_count",
                        "Requests that went on although a webhook could not be asked.",
                        "name",
                        "type");
        conditions =
                metrics.histograms(
                        "apiserver_admission_match_condition_evaluation_seconds",
                        "How long the match conditions of a webhook took, in seconds.",
                        CONDITION_SECONDS,
                        CONDITION);
        conditionErrors =
                metrics.counters(
                        "apiserver_admission_match_condition_evaluation_errors_total",
                        "How often match conditions of a webhook could not be evaluated.",
                        CONDITION);
        exclusions =
                metrics.counters(
                        "apiserver_admission_match_condition_exclusions_total",
                        "Requests of which a webhook was not asked because of its match"
                                + " conditions.",
                        CONDITION);
    }

    /// A webhook has been asked.
    ///
    /// @param mutating whether it might have changed the object
    /// @param optional whether the request goes on without it
    void asked(
            String webhook,
            Operation operation,
            boolean mutating,
            boolean optional,
            Answer answer,
            long nanos) {
        boolean rejected = true;
        int code = OK;
        var error = "no_error";
        switch (answer) {
            case Answer.Allowed _ -> rejected = false;
            case Answer.Denied(var refusal, _, _) -> code = Math.min(refusal.code(), HIGHEST_CODE);
            case Answer.Failed(_, var failure) -> {
                rejected = !optional;
                code = Math.min(failure, HIGHEST_CODE);
                error = "calling_webhook_error";
                if (optional) {
                    failedOpen.with(webhook, type(mutating)).add(1);
                }
            }
        }
        var text = Boolean.toString(rejected);
        durations
                .with(webhook, operation.name(), text, type(mutating))
                .observe(nanos / NANOS_PER_SECOND);
        requests.with(Integer.toString(code), webhook, operation.name(), text, type(mutating))
                .add(1);
        if (rejected) {
            rejections
                    .with(error, webhook, operation.name(), Integer.toString(code), type(mutating))
                    .add(1);
        }
    }

    private static String type(boolean mutating) {
        return mutating ? "admit" : "validating";
    }

    /// Match conditions were evaluated.
    ///
    /// @param nanos that it took
    void conditions(
            String webhook,
            Operation operation,
            boolean mutating,
            MatchConditions.Outcome outcome,
            boolean excluded,
            long nanos) {
        conditions
                .with(KIND, webhook, operation.name(), type(mutating))
                .observe(nanos / NANOS_PER_SECOND);
        if (outcome instanceof MatchConditions.Outcome.Failed) {
            conditionErrors.with(KIND, webhook, operation.name(), type(mutating)).add(1);
        }
        if (excluded) {
            exclusions
                    .with(KIND, webhook, operation.name(), mutating ? "admit" : "validate")
                    .add(1);
        }
    }
}
