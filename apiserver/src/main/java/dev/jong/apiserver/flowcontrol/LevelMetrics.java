package dev.jong.apiserver.flowcontrol;

import static dev.jong.foundation.Stability.ALPHA;
import static dev.jong.foundation.Stability.BETA;

import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The figures of API priority and fairness that are told by level, under upstream's names. All of
/// them are looked up when somebody reads them.
final class LevelMetrics {
    private static final String PREFIX = "apiserver_flowcontrol_";
    private static final String LEVEL = "priority_level";

    private final Metrics metrics;
    private final Supplier<Collection<Level>> levels;

    private LevelMetrics(Metrics metrics, Supplier<Collection<Level>> levels) {
        this.metrics = metrics;
        this.levels = levels;
    }

    static void tell(Metrics metrics, Supplier<Collection<Level>> levels) {
        var all = new LevelMetrics(metrics, levels);
        all.limits();
        all.demand();
        all.utilization();
        all.progress();
    }

    private void limits() {
        gauge(
                BETA,
                "nominal_limit_seats",
                "Seats that each priority level has when nothing is lent.",
                level -> level.shares().nominal());
        gauge(
                ALPHA,
                "lower_limit_seats",
                "Seats that each priority level has when it has lent all that it lends.",
                level -> level.shares().least());
        gauge(
                ALPHA,
                "upper_limit_seats",
                "Seats that each priority level has when it has borrowed all that it may.",
                level -> level.shares().most());
        gauge(
                ALPHA,
                "current_limit_seats",
                "Seats that each priority level has now.",
                level -> level.seats().limit());
        gauge(
                ALPHA,
                "target_seats",
                "Seats that each priority level aims at.",
                level -> level.usage().target());
    }

    private void demand() {
        gauge(
                ALPHA,
                "demand_seats_high_watermark",
                "The most seats that were taken or waited for at a time in the last period of adjustment.",
                level -> level.usage().demand().peak());
        gauge(
                ALPHA,
                "demand_seats_average",
                "Seats taken or waited for in the last period of adjustment, weighted by time.",
                level -> level.usage().demand().average());
        gauge(
                ALPHA,
                "demand_seats_stdev",
                "Standard deviation of the seats taken or waited for in the last period of adjustment.",
                level -> level.usage().demand().deviation());
        gauge(
                ALPHA,
                "demand_seats_smoothed",
                "Seats taken or waited for, smoothed over some minutes.",
                level -> level.usage().demand().smoothed());
    }

    private void utilization() {
        metrics.histograms(
                ALPHA,
                PREFIX + "demand_seats",
                "Seats taken or waited for as a part of what the level has, one value for each nanosecond.",
                LevelUsage.DEMAND,
                spread ->
                        levels.get()
                                .forEach(level ->
                                        level.usage().demanded().show(spread, level.name())),
                LEVEL);
        metrics.histograms(
                ALPHA,
                PREFIX + "priority_level_seat_utilization",
                "Seats taken as a part of what the level has, one value for each nanosecond.",
                LevelUsage.SEATS,
                spread ->
                        levels.get()
                                .forEach(level ->
                                        level.usage()
                                                .taken()
                                                .show(spread, "executing", level.name())),
                "phase",
                LEVEL);
        metrics.histograms(
                ALPHA,
                PREFIX + "priority_level_request_utilization",
                "Requests as a part of the seats or places in queues that the level has, one value for each nanosecond.",
                LevelUsage.REQUESTS,
                spread ->
                        levels.get()
                                .forEach(level -> {
                                    level.usage()
                                            .executing()
                                            .show(spread, "executing", level.name());
                                    level.usage().waiting().show(spread, "waiting", level.name());
                                }),
                "phase",
                LEVEL);
    }

    private void progress() {
        gauge(
                ALPHA,
                "current_r",
                "The progress of the level's queues, in seat-seconds.",
                level -> level.queueing().progress().seconds());
        dispatched(
                "dispatch_r",
                "The progress when a request left a queue last.",
                Queueing.Dispatched::at);
        dispatched(
                "latest_s",
                "The progress at which the request that left a queue last was to begin.",
                Queueing.Dispatched::begin);
        bounds(
                "next_s_bounds",
                "Where the next requests of the queues are to begin, the first and the last of them.",
                Queueing.Dispatched::first,
                Queueing.Dispatched::last);
        bounds(
                "next_discounted_s_bounds",
                "Where the next requests of the queues are to begin, less what is being done for their queue.",
                Queueing.Dispatched::firstDiscounted,
                Queueing.Dispatched::lastDiscounted);
    }

    private void gauge(
            Stability stability, String name, String help, ToDoubleFunction<Level> value) {
        metrics.gauges(
                stability,
                PREFIX + name,
                help,
                sample ->
                        levels.get()
                                .forEach(level ->
                                        sample.show(value.applyAsDouble(level), level.name())),
                LEVEL);
    }

    private void dispatched(
            String name, String help, Function<Queueing.Dispatched, SeatSeconds> value) {
        metrics.gauges(
                ALPHA,
                PREFIX + name,
                help,
                sample -> {
                    for (var level : levels.get()) {
                        var last = level.queueing().dispatched();
                        if (last != null) {
                            sample.show(value.apply(last).seconds(), level.name());
                        }
                    }
                },
                LEVEL);
    }

    private void bounds(
            String name,
            String help,
            Function<Queueing.Dispatched, SeatSeconds> first,
            Function<Queueing.Dispatched, SeatSeconds> last) {
        metrics.gauges(
                ALPHA,
                PREFIX + name,
                help,
                sample -> {
                    for (var level : levels.get()) {
                        var bounds = level.queueing().dispatched();
                        if (bounds != null) {
                            sample.show(first.apply(bounds).seconds(), "min", level.name());
                            sample.show(last.apply(bounds).seconds(), "max", level.name());
                        }
                    }
                },
                "bound",
                LEVEL);
    }
}
