package dev.jong.apiserver.audit;

import dev.jong.foundation.Metrics;
import dev.jong.foundation.Metrics.Count;
import dev.jong.foundation.Metrics.Counters;

/// Metrics of audit, under upstream's names.
///
/// @param events told
/// @param errors by backend
/// @param levels one per request
/// @param rejected requests that were refused because nothing could be told of them
record AuditFigures(Count events, Counters errors, Counters levels, Count rejected) {
    static AuditFigures of(Metrics metrics) {
        return new AuditFigures(
                metrics.counters(
                                "apiserver_audit_event_total",
                                "Counter of audit events generated and sent to the audit backend.")
                        .with(),
                metrics.counters(
                        "apiserver_audit_error_total",
                        "Counter of audit events that failed to be audited properly. Plugin identifies"
                                + " the plugin affected by the error.",
                        "plugin"),
                metrics.counters(
                        "apiserver_audit_level_total",
                        "Counter of policy levels for audit events (1 per request).",
                        "level"),
                metrics.counters(
                                "apiserver_audit_requests_rejected_total",
                                "Counter of apiserver requests rejected due to an error in audit logging"
                                        + " backend.")
                        .with());
    }
}
