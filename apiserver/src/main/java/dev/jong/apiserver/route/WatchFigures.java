package dev.jong.apiserver.route;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What watches are told, under upstream's names.
final class WatchFigures {
    private static final double[] BYTES = Metrics.exponential(1024, 2, 8);

    private final Metrics.Counters events;
    private final Metrics.Histograms sizes;
    private final Metrics.Counters initial;
    private final Map<Told, One> known = new ConcurrentHashMap<>();

    private record Told(String group, String resource, String version) {}

    /// The figures of one resource's watches, looked up once.
    record One(Metrics.Count events, Metrics.Distribution sizes, Metrics.Count initial) {
        void sent(int bytes) {
            events.add(1);
            sizes.observe(bytes);
        }
    }

    WatchFigures(Metrics metrics) {
        events =
                metrics.counters(
                        "apiserver_watch_events_total",
                        "Events that watches were told, bookmarks included.",
                        "group",
                        "resource",
                        "version");
        sizes =
                metrics.histograms(
                        "apiserver_watch_events_sizes",
                        "Bytes of the events that watches were told.",
                        BYTES,
                        "group",
                        "resource",
                        "version");
        initial =
                metrics.counters(
                        "apiserver_init_events_total",
                        "Events that watches began with: what there was already.",
                        "group",
                        "resource");
    }

    One of(RequestInfo info) {
        return known.computeIfAbsent(
                new Told(info.group(), info.resource(), info.version()),
                told ->
                        new One(
                                events.with(told.group, told.resource, told.version),
                                sizes.with(told.group, told.resource, told.version),
                                initial.with(told.group, told.resource)));
    }
}
