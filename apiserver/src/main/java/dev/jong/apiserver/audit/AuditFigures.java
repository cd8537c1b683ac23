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
                                "Events that were made for the audit log.")
                        .with(),
                metrics.counters(
                        "apiserver_audit_error_total",
                        "Events that could not be written, by where they should have gone.",
                        "plugin"),
                metrics.counters(
                        "apiserver_audit_level_total",
                        "Requests, by how much the audit policy wants to be told of them.",
                        "level"),
                metrics.counters(
                                "apiserver_audit_requests_rejected_total",
                                "Requests that were refused because nothing could be told of them.")
                        .with());
    }
}
