package dev.jong.apiserver.flowcontrol;

import static dev.jong.foundation.Stability.ALPHA;
import static dev.jong.foundation.Stability.BETA;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.foundation.Metrics;

/// The figures of API priority and fairness that are told by FlowSchema, under upstream's names.
final class FlowMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String PREFIX = "apiserver_flowcontrol_";
    private static final double[] SECONDS = {0, .005, .02, .05, .1, .2, .5, 1, 2, 5, 10, 15, 30};
    private static final double[] LENGTHS = {0, 10, 25, 50, 100, 250, 500, 1000};
    private static final double[] SEATS = {1, 2, 4, 8, 16, 32, 64, 100};
    private static final double[] WATCHES = {0, 1, 10, 100, 1000, 10_000};
    private static final String[] FLOW = {"flow_schema", "priority_level"};

    private final Metrics.Gauges executing;
    private final Metrics.Gauges seats;
    private final Metrics.Gauges waiting;
    private final Metrics.Gauges waitingSeats;
    private final Metrics.Counters dispatched;
    private final Metrics.Counters rejected;
    private final Metrics.Counters notAccommodated;
    private final Metrics.Histograms waits;
    private final Metrics.Histograms executions;
    private final Metrics.Histograms lengths;
    private final Metrics.Histograms watches;
    private final Metrics.Histograms estimates;

    FlowMetrics(Metrics metrics) {
        executing =
                metrics.gauges(
                        BETA,
                        PREFIX + "current_executing_requests",
                        "Requests that are being served, watches only while they begin.",
                        FLOW);
        seats =
                metrics.gauges(
                        BETA,
                        PREFIX + "current_executing_seats",
                        "Seats that are taken by requests that are being served.",
                        FLOW);
        waiting =
                metrics.gauges(
                        BETA,
                        PREFIX + "current_inqueue_requests",
                        "Requests that wait in queues.",
                        FLOW);
        waitingSeats =
                metrics.gauges(
                        ALPHA,
                        PREFIX + "current_inqueue_seats",
                        "Seats that the requests in queues wait for.",
                        FLOW);
        dispatched =
                metrics.counters(
                        BETA,
                        PREFIX + "dispatched_requests_total",
                        "Requests that were served.",
                        FLOW);
        rejected =
                metrics.counters(
                        BETA,
                        PREFIX + "rejected_requests_total",
                        "Requests that were sent away.",
                        "flow_schema",
                        "priority_level",
                        "reason");
        notAccommodated =
                metrics.counters(
                        ALPHA,
                        PREFIX + "request_dispatch_no_accommodation_total",
                        "How often the next in line needed more seats than were free.",
                        FLOW);
        waits =
                metrics.histograms(
                        BETA,
                        PREFIX + "request_wait_duration_seconds",
                        "How long requests waited in queues, in seconds.",
                        SECONDS,
                        "execute",
                        "flow_schema",
                        "priority_level");
        executions =
                metrics.histograms(
                        ALPHA,
                        PREFIX + "request_execution_seconds",
                        "How long requests were served, watches only while they begin, in seconds.",
                        SECONDS,
                        "flow_schema",
                        "priority_level",
                        "type");
        lengths =
                metrics.histograms(
                        ALPHA,
                        PREFIX + "request_queue_length_after_enqueue",
                        "How long each request found its queue, itself included.",
                        LENGTHS,
                        FLOW);
        watches =
                metrics.histograms(
                        ALPHA,
                        PREFIX + "watch_count_samples",
                        "How many watches each change is told to.",
                        WATCHES,
                        FLOW);
        estimates =
                metrics.histograms(
                        ALPHA,
                        PREFIX + "work_estimated_seats",
                        "How many seats requests are taken to need.",
                        SEATS,
                        FLOW);
    }

    /// The figures of one FlowSchema, looked up once.
    Flow flow(String schema, String level) {
        return new Flow(this, schema, level);
    }

    static final class Flow {
        private final FlowMetrics all;
        private final String schema;
        private final String level;
        private final Metrics.Level executing;
        private final Metrics.Level seats;
        private final Metrics.Level waiting;
        private final Metrics.Level waitingSeats;
        private final Metrics.Count dispatched;
        private final Metrics.Distribution served;
        private final Metrics.Distribution sentAway;
        private final Metrics.Distribution regular;
        private final Metrics.Distribution watch;
        private final Metrics.Distribution length;
        private final Metrics.Distribution watched;
        private final Metrics.Distribution estimated;

        private Flow(FlowMetrics all, String schema, String level) {
            this.all = all;
            this.schema = schema;
            this.level = level;
            executing = all.executing.with(schema, level);
            seats = all.seats.with(schema, level);
            waiting = all.waiting.with(schema, level);
            waitingSeats = all.waitingSeats.with(schema, level);
            dispatched = all.dispatched.with(schema, level);
            served = all.waits.with("true", schema, level);
            sentAway = all.waits.with("false", schema, level);
            regular = all.executions.with(schema, level, "regular");
            watch = all.executions.with(schema, level, "watch");
            length = all.lengths.with(schema, level);
            watched = all.watches.with(schema, level);
            estimated = all.estimates.with(schema, level);
        }

        /// @param count of watches that a change is told to
        void watched(int count) {
            watched.observe(count);
        }

        void estimated(int count) {
            estimated.observe(count);
        }

        /// Went past the queues: as if it had been alone in one.
        void passed() {
            length.observe(1);
        }

        /// @param queued in the same queue now
        void waits(int count, int queued) {
            length.observe(queued);
            waiting.add(1);
            waitingSeats.add(count);
        }

        void waitsNoMore(int count) {
            waiting.add(-1);
            waitingSeats.add(-count);
        }

        void notAccommodated() {
            all.notAccommodated.with(schema, level).add(1);
        }

        void begins(int count) {
            dispatched.add(1);
            executing.add(1);
            seats.add(count);
        }

        void ends(double seconds, RequestInfo info) {
            executing.add(-1);
            (info.verb().equals("watch") ? watch : regular).observe(seconds);
        }

        void gives(int count) {
            seats.add(-count);
        }

        /// How long it waited until it was served.
        void waited(long nanos) {
            served.observe(nanos / NANOS_PER_SECOND);
        }

        void refused(String reason, long waitedNanos) {
            sentAway.observe(waitedNanos / NANOS_PER_SECOND);
            all.rejected.with(schema, level, reason).add(1);
        }
    }
}
