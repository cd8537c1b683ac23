package dev.jong.apiserver.flowcontrol;

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
                        "apiserver_flowcontrol_current_executing_requests",
                        "[BETA] Number of requests in initial (for a WATCH) or any (for a"
                                + " non-WATCH) execution stage in the API Priority and Fairness"
                                + " subsystem",
                        FLOW);
        seats =
                metrics.gauges(
                        "apiserver_flowcontrol_current_executing_seats",
                        "[BETA] Concurrency (number of seats) occupied by the currently executing"
                                + " (initial stage for a WATCH, any stage otherwise) requests in"
                                + " the API Priority and Fairness subsystem",
                        FLOW);
        waiting =
                metrics.gauges(
                        "apiserver_flowcontrol_current_inqueue_requests",
                        "[BETA] Number of requests currently pending in queues of the API Priority"
                                + " and Fairness subsystem",
                        FLOW);
        dispatched =
                metrics.counters(
                        "apiserver_flowcontrol_dispatched_requests_total",
                        "[BETA] Number of requests executed by API Priority and Fairness"
                                + " subsystem",
                        FLOW);
        rejected =
                metrics.counters(
                        "apiserver_flowcontrol_rejected_requests_total",
                        "[BETA] Number of requests rejected by API Priority and Fairness"
                                + " subsystem",
                        "flow_schema",
                        "priority_level",
                        "reason");
        waits =
                metrics.histograms(
                        "apiserver_flowcontrol_request_wait_duration_seconds",
                        "[BETA] Length of time a request spent waiting in its queue",
                        WAITS,
                        "execute",
                        "flow_schema",
                        "priority_level");
        nominal =
                metrics.gauges(
                        "apiserver_flowcontrol_nominal_limit_seats",
                        "[BETA] Nominal number of execution seats configured for each priority"
                                + " level",
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
