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
        Sent sent() {
            return new Sent(this);
        }
    }

    /// What one watch was told, of which the figures learn when it has been told all that is ready:
    /// a thousand watches would get in each other's way with each event. Not for several threads.
    static final class Sent {
        private final One figures;
        private long small;
        private double bytes;

        private Sent(One figures) {
            this.figures = figures;
        }

        void add(int size) {
            if (size > BYTES[0]) {
                figures.events.add(1);
                figures.sizes.observe(size);
            } else {
                small++;
                bytes += size;
            }
        }

        void tell() {
            if (small > 0) {
                figures.events.add((double) small);
                figures.sizes.observeLowest(small, bytes);
                small = 0;
                bytes = 0;
            }
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
