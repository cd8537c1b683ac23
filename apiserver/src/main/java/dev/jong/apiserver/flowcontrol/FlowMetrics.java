package dev.jong.apiserver.flowcontrol;

import static dev.jong.foundation.Stability.BETA;

import dev.jong.foundation.Metrics;

/// The figures of API priority and fairness, under upstream's names.
final class FlowMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] WAITS = {0, .005, .02, .05, .1, .2, .5, 1, 2, 5, 10, 15, 30};
    private static final String[] FLOW = {"flow_schema", "priority_level"};

    private final Metrics.Gauges executing;
    private final Metrics.Gauges seats;
    private final Metrics.Gauges waiting;
    private final Metrics.Counters dispatched;
    private final Metrics.Counters rejected;
    private final Metrics.Histograms waits;
    private final Metrics.Gauges nominal;

    FlowMetrics(Metrics metrics) {
        executing =
                metrics.gauges(
                        BETA,
                        "apiserver_flowcontrol_current_executing_requests",
                        "Requests that are being served, watches only while they begin.",
                        FLOW);
        seats =
                metrics.gauges(
                        BETA,
                        "apiserver_flowcontrol_current_executing_seats",
                        "Seats that are taken by requests that are being served.",
                        FLOW);
        waiting =
                metrics.gauges(
                        BETA,
                        "apiserver_flowcontrol_current_inqueue_requests",
                        "Requests that wait in queues.",
                        FLOW);
        dispatched =
                metrics.counters(
                        BETA,
                        "apiserver_flowcontrol_dispatched_requests_total",
                        "Requests that were served.",
                        FLOW);
        rejected =
                metrics.counters(
                        BETA,
                        "apiserver_flowcontrol_rejected_requests_total",
                        "Requests that were sent away.",
                        "flow_schema",
                        "priority_level",
                        "reason");
        waits =
                metrics.histograms(
                        BETA,
                        "apiserver_flowcontrol_request_wait_duration_seconds",
                        "How long requests waited in queues, in seconds.",
                        WAITS,
                        "execute",
                        "flow_schema",
                        "priority_level");
        nominal =
                metrics.gauges(
                        BETA,
                        "apiserver_flowcontrol_nominal_limit_seats",
                        "Seats that each priority level has when nothing is lent.",
                        "priority_level");
    }

    void nominal(String level, int share) {
        nominal.with(level).set(share);
    }

    /// The figures of one FlowSchema, looked up once.
    Flow flow(String schema, String level) {
        return new Flow(
                schema,
                level,
                executing.with(schema, level),
                seats.with(schema, level),
                waiting.with(schema, level),
                dispatched.with(schema, level),
                waits.with("true", schema, level),
                waits.with("false", schema, level),
                rejected);
    }

    record Flow(
            String schema,
            String level,
            Metrics.Level executing,
            Metrics.Level seats,
            Metrics.Level waiting,
            Metrics.Count dispatched,
            Metrics.Distribution served,
            Metrics.Distribution sentAway,
            Metrics.Counters rejected) {
        void begins(int count, long waitedNanos) {
            dispatched.add(1);
            served.observe(waitedNanos / NANOS_PER_SECOND);
            executing.add(1);
            seats.add(count);
        }

        void ends(int count) {
            executing.add(-1);
            seats.add(-count);
        }

        void refused(String reason, long waitedNanos) {
            sentAway.observe(waitedNanos / NANOS_PER_SECOND);
            rejected.with(schema, level, reason).add(1);
        }
    }
}
