package dev.jong.apiserver.admission.podsecurity;

import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.foundation.Metrics;
import java.util.Locale;

/// What was said of Pods, under upstream's names.
public final class PodSecurityFigures {
    private static final int NEWEST = 36;

    private final Metrics.Counters judged;
    private final Metrics.Counters exempt;
    private final Metrics.Counters failed;

    public PodSecurityFigures(Metrics metrics) {
        judged =
                metrics.counters(
                        "pod_security_evaluations_total",
                        "Pods and workloads that were held to a level, by what came of it.",
                        "decision",
                        "mode",
                        "policy_level",
                        "policy_version",
                        "request_operation",
                        "resource",
                        "subresource");
        exempt =
                metrics.counters(
                        "pod_security_exemptions_total",
                        "Pods and workloads at which nobody looked.",
                        "request_operation",
                        "resource",
                        "subresource");
        failed =
                metrics.counters(
                        "pod_security_errors_total",
                        "Pods and workloads whose level could not be found out.",
                        "fatal",
                        "request_operation",
                        "resource",
                        "subresource");
    }

    /// @param mode `enforce`, `audit`, `warn`
    void judged(AdmissionRequest request, String mode, Standard standard, boolean well) {
        judged.with(
                        well ? "allow" : "deny",
                        mode,
                        standard.level().toString(),
                        version(standard),
                        operation(request),
                        resource(request),
                        request.subresource())
                .add(1);
    }

    void exempt(AdmissionRequest request) {
        exempt.with(operation(request), resource(request), request.subresource()).add(1);
    }

    /// @param fatal whether the request is refused
    void failed(AdmissionRequest request, boolean fatal) {
        failed.with(
                        Boolean.toString(fatal),
                        operation(request),
                        resource(request),
                        request.subresource())
                .add(1);
    }

    /// The level that allows everything never changed.
    private static String version(Standard standard) {
        if (standard.minor() == Standard.LATEST || standard.level() == Level.PRIVILEGED) {
            return "latest";
        }
        return standard.minor() > NEWEST ? "future" : "v1." + standard.minor();
    }

    private static String operation(AdmissionRequest request) {
        return request.operation().name().toLowerCase(Locale.ROOT);
    }

    private static String resource(AdmissionRequest request) {
        return switch (request.resource()) {
            case "pods" -> "pod";
            case "namespaces" -> "namespace";
            default -> "controller";
        };
    }
}
