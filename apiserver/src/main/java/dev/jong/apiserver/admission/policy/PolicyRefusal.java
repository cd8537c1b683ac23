package dev.jong.apiserver.admission.policy;

import dev.jong.api.GroupResource;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.apiserver.admission.AdmissionRequest;
import java.util.List;

/// How policies say no: forbidden, with a reason of the policy's own.
final class PolicyRefusal {
    private PolicyRefusal() {}

    static ApiException of(AdmissionRequest request, String message, String reason) {
        var forbidden =
                ApiException.forbidden(
                                new GroupResource(request.kind().group(), request.resource()),
                                request.name().isEmpty() ? "Unknown" : request.name(),
                                message)
                        .failure();
        var details = forbidden.details() == null ? Failure.Details.EMPTY : forbidden.details();
        return ApiException.of(
                new Failure(
                        code(reason),
                        reason,
                        forbidden.message(),
                        details.withCauses(List.of(new Failure.Cause("", message, "")))));
    }

    /// Why a policy that changes objects refuses one.
    ///
    /// @param reason `Forbidden` where it is not set up, `Invalid` where it cannot be evaluated
    record Denial(String message, String reason) {}

    /// The first denial speaks for all, each is a cause; forbidden whatever the reason.
    static ApiException of(AdmissionRequest request, List<Denial> denials) {
        var first = denials.getFirst();
        var forbidden = of(request, first.message, first.reason).failure();
        var details = forbidden.details() == null ? Failure.Details.EMPTY : forbidden.details();
        return ApiException.of(
                new Failure(
                        403,
                        first.reason,
                        first.message,
                        details.withCauses(
                                denials.stream()
                                        .map(denial -> new Failure.Cause("", denial.message, ""))
                                        .toList())));
    }

    private static int code(String reason) {
        return switch (reason) {
            case "Forbidden" -> 403;
            case "Unauthorized" -> 401;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
    }
}
