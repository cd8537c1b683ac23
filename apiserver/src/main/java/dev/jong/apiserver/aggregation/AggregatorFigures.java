package dev.jong.apiserver.aggregation;

import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.util.Map;
import java.util.function.Supplier;

/// Which APIServices cannot be reached, under upstream's names.
final class AggregatorFigures {
    private final Metrics.Counters lost;

    /// @param services as they are, by name
    AggregatorFigures(Metrics metrics, Supplier<Map<String, APIService>> services) {
        lost =
                metrics.counters(
                        "aggregator_unavailable_apiservice_total",
                        "How often an APIService was found to be unavailable.",
                        "name",
                        "reason");
        metrics.gauges(
                Stability.ALPHA,
                "aggregator_unavailable_apiservice",
                "1 for each APIService that is unavailable, 0 for the others.",
                sample ->
                        services.get()
                                .forEach((name, service) ->
                                        sample.show(
                                                Availability.isAvailable(service) ? 0 : 1, name)),
                "name");
    }

    void told(String service, Availability availability) {
        if (!availability.available()) {
            lost.with(service, availability.reason()).add(1);
        }
    }
}
