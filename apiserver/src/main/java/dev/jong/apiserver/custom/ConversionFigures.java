package dev.jong.apiserver.custom;

import dev.jong.apiserver.webhook.HookAnswer;
import dev.jong.foundation.Metrics;

/// How webhooks that convert custom objects fare, under upstream's names.
record ConversionFigures(
        Metrics.Counters asked, Metrics.Histograms lasted, Metrics.Histograms byDefinition) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = {
        .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 30, 45, 60
    };

    static ConversionFigures of(Metrics metrics) {
        return new ConversionFigures(
                metrics.counters(
                        "apiserver_conversion_webhook_request_total",
                        "How often webhooks were asked to convert objects.",
                        "failure_type",
                        "result"),
                metrics.histograms(
                        "apiserver_conversion_webhook_duration_seconds",
                        "How long webhooks took to convert objects, in seconds.",
                        SECONDS,
                        "failure_type",
                        "result"),
                metrics.histograms(
                        "apiserver_crd_conversion_webhook_duration_seconds",
                        "How long webhooks took to convert objects of a definition, in seconds.",
                        Metrics.exponential(.001, 2, 15),
                        "crd_name",
                        "from_version",
                        "succeeded",
                        "to_version"));
    }

    /// @param nanos that the call took
    void called(HookAnswer answer, long nanos) {
        switch (answer) {
            case HookAnswer.Body _ -> tell("", "success", nanos);
            case HookAnswer.Failed _ -> tell("conversion_webhook_call_failure", "failure", nanos);
        }
    }

    private void tell(String why, String result, long nanos) {
        asked.with(why, result).add(1);
        lasted.with(why, result).observe(nanos / NANOS_PER_SECOND);
    }

    /// @param from version
    /// @param to version
    void converted(String definition, String from, String to, boolean well, long nanos) {
        byDefinition
                .with(definition, from, Boolean.toString(well), to)
                .observe(nanos / NANOS_PER_SECOND);
    }
}
