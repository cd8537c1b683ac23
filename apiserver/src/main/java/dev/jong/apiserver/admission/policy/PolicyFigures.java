package dev.jong.apiserver.admission.policy;

import static dev.jong.foundation.Stability.BETA;

import dev.jong.apiserver.admission.policy.ValidatingRules.Fault;
import dev.jong.foundation.Metrics;
import java.util.List;
import java.util.Locale;

/// How policies fare, under upstream's names.
public final class PolicyFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = {5e-7, .001, .01, .1, 1};

    private final Metrics.Counters validated;
    private final Metrics.Histograms validating;
    private final Metrics.Counters mutated;
    private final Metrics.Histograms mutating;

    public PolicyFigures(Metrics metrics) {
        validated =
                metrics.counters(
                        BETA,
                        "apiserver_validating_admission_policy_check_total",
                        "What ValidatingAdmissionPolicies said of requests, by what follows from it.",
                        "enforcement_action",
                        "error_type",
                        "policy",
                        "policy_binding");
        validating =
                metrics.histograms(
                        BETA,
                        "apiserver_validating_admission_policy_check_duration_seconds",
                        "How long a ValidatingAdmissionPolicy took over a request, in seconds.",
                        SECONDS,
                        "enforcement_action",
                        "error_type",
                        "policy",
                        "policy_binding");
        mutated =
                metrics.counters(
                        "apiserver_mutating_admission_policy_check_total",
                        "How often MutatingAdmissionPolicies were applied to objects.",
                        "error_type",
                        "policy",
                        "policy_binding");
        mutating =
                metrics.histograms(
                        "apiserver_mutating_admission_policy_check_duration_seconds",
                        "How long a MutatingAdmissionPolicy took over an object, in seconds.",
                        SECONDS,
                        "error_type",
                        "policy",
                        "policy_binding");
    }

    /// A policy looked at a request: each of its findings counts once for each action, and each of
    /// its faults that went unpunished; upstream does not count what is in order.
    ///
    /// @param actions of the binding: `Deny`, `Warn`, `Audit`
    /// @param nanos that it took
    void validated(
            String policy,
            String binding,
            List<String> actions,
            ValidatingRules.Outcome outcome,
            long nanos) {
        for (var denial : outcome.denials()) {
            for (var action : actions) {
                validated(action.toLowerCase(Locale.ROOT), denial.fault(), policy, binding, nanos);
            }
        }
        for (var fault : outcome.forgiven()) {
            validated("allow", fault, policy, binding, nanos);
        }
    }

    private void validated(String action, Fault fault, String policy, String binding, long nanos) {
        var error = fault == Fault.NONE ? text(Fault.EVALUATION) : text(fault);
        validated.with(action, error, policy, binding).add(1);
        validating.with(action, error, policy, binding).observe(nanos / NANOS_PER_SECOND);
    }

    /// @param nanos that it took
    void mutated(String policy, String binding, Fault fault, long nanos) {
        mutated.with(text(fault), policy, binding).add(1);
        mutating.with(text(fault), policy, binding).observe(nanos / NANOS_PER_SECOND);
    }

    private static String text(Fault fault) {
        return switch (fault) {
            case NONE -> "no_error";
            case COMPILATION -> "compile_error";
            case EVALUATION -> "invalid_error";
            case BUDGET -> "out_of_budget";
        };
    }
}
