package dev.jong.apiserver.flowcontrol;

import static dev.jong.foundation.Stability.ALPHA;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// How many requests are served and wait, those that read and those that change apart.
final class RequestKinds {
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final double[] PARTS = {
        0, .001, .01, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, 1
    };

    private final Kind reading = new Kind("readOnly");
    private final Kind writing = new Kind("mutating");

    static final class Kind {
        private final String name;
        private final Number executing = new Number();
        private final Number waiting = new Number();

        Kind(String name) {
            this.name = name;
        }

        /// @param change 1 or -1
        void executes(int change) {
            executing.add(change);
        }

        /// @param change 1 or -1
        void waits(int change) {
            waiting.add(change);
        }
    }

    private static final class Number {
        private final AtomicInteger now = new AtomicInteger();
        private final Occupancy occupancy = new Occupancy(System::nanoTime);
        private final Utilization utilization = new Utilization(occupancy, PARTS);

        private void add(int change) {
            int before = now.getAndAdd(change);
            occupancy.moved(before, before + change);
        }
    }

    RequestKinds(Metrics metrics) {
        metrics.gauges(
                ALPHA,
                "apiserver_current_inqueue_requests",
                "Requests that wait for their turn.",
                sample -> kinds().forEach(kind -> sample.show(kind.waiting.now.get(), kind.name)),
                "request_kind");
        metrics.histograms(
                ALPHA,
                "apiserver_flowcontrol_read_vs_write_current_requests",
                "Requests as a part of all seats or all places in queues, one value for each nanosecond.",
                PARTS,
                spread ->
                        kinds().forEach(kind -> {
                            kind.executing.utilization.show(spread, "executing", kind.name);
                            kind.waiting.utilization.show(spread, "waiting", kind.name);
                        }),
                "phase",
                "request_kind");
    }

    private List<Kind> kinds() {
        return List.of(reading, writing);
    }

    Kind of(RequestInfo info) {
        return READS.contains(info.verb()) ? reading : writing;
    }

    /// @param seats of all levels
    /// @param places in the queues of all levels
    void limits(int seats, int places) {
        for (var kind : kinds()) {
            kind.executing.utilization.of(seats);
            kind.waiting.utilization.of(places);
        }
    }
}
