package dev.jong.api.errors;

import dev.jong.api.GoText;
import dev.jong.api.GroupKind;
import dev.jong.api.GroupResource;
import dev.jong.api.errors.Failure.Cause;
import dev.jong.api.errors.Failure.Details;
import dev.jong.api.meta.v1.Status;
import java.util.List;

/// A request that the API refused, with all that its `Status` tells. The message is the Status'.
///
/// Source of codes, reasons and texts: `k8s.io/apimachinery/pkg/api/errors`, which clients match
/// on.
public abstract sealed class ApiException extends RuntimeException {
    /// No such object, or no such resource.
    public static final class NotFound extends ApiException {
        NotFound(Failure failure) {
            super(failure);
        }
    }

    /// An object of that name is there already.
    public static final class AlreadyExists extends ApiException {
        AlreadyExists(Failure failure) {
            super(failure);
        }
    }

    /// The object changed since it was read, or another precondition does not hold.
    public static final class Conflict extends ApiException {
        Conflict(Failure failure) {
            super(failure);
        }
    }

    /// Fields are wrong.
    public static final class Invalid extends ApiException {
        Invalid(Failure failure) {
            super(failure);
        }
    }

    /// Nobody knows who is asking.
    public static final class Unauthorized extends ApiException {
        Unauthorized(Failure failure) {
            super(failure);
        }
    }

    /// Who is asking may not.
    public static final class Forbidden extends ApiException {
        Forbidden(Failure failure) {
            super(failure);
        }
    }

    /// The revision asked for is gone: list again.
    public static final class Expired extends ApiException {
        Expired(Failure failure) {
            super(failure);
        }
    }

    /// Try again later; an eviction that a disruption budget forbids is one too.
    public static final class TooManyRequests extends ApiException {
        TooManyRequests(Failure failure) {
            super(failure);
        }
    }

    /// Any other refusal; see [Failure#reason()].
    public static final class Refused extends ApiException {
        Refused(Failure failure) {
            super(failure);
        }
    }

    private final transient Failure failure;

    private ApiException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /// The answer on the wire.
    public Status status() {
        return Statuses.of(failure);
    }

    public static ApiException of(Status status) {
        return of(Statuses.failure(status));
    }

    public String reason() {
        return failure.reason();
    }

    public int code() {
        return failure.code();
    }

    /// The exception for a failure that came over the wire.
    public static ApiException of(Failure failure) {
        return switch (failure.reason()) {
            case "NotFound" -> new NotFound(failure);
            case "AlreadyExists" -> new AlreadyExists(failure);
            case "Conflict" -> new Conflict(failure);
            case "Invalid" -> new Invalid(failure);
            case "Unauthorized" -> new Unauthorized(failure);
            case "Forbidden" -> new Forbidden(failure);
            case "Gone", "Expired" -> new Expired(failure);
            case "TooManyRequests" -> new TooManyRequests(failure);
            default -> new Refused(failure);
        };
    }

    public static ApiException notFound(GroupResource resource, String name) {
        return about(404, "NotFound", resource, name, quoted(resource, name) + " not found");
    }

    /// The path names no resource that is served.
    public static ApiException resourceNotFound() {
        return detailed(
                404, "NotFound", "the server could not find the requested resource", Details.EMPTY);
    }

    public static ApiException alreadyExists(GroupResource resource, String name) {
        return about(
                409, "AlreadyExists", resource, name, quoted(resource, name) + " already exists");
    }

    public static ApiException generatedNameExists(GroupResource resource, String name) {
        var message =
                quoted(resource, name)
                        + " already exists, the server was not able to generate a unique name for"
                        + " the object";
        return detailed(
                409, "AlreadyExists", message, details(resource, name).withRetryAfterSeconds(1));
    }

    public static ApiException conflict(GroupResource resource, String name, String why) {
        var message = "Operation cannot be fulfilled on " + quoted(resource, name) + ": " + why;
        return about(409, "Conflict", resource, name, message);
    }

    /// The object changed since it was read.
    public static ApiException modified(GroupResource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version"
                        + " and try again");
    }

    /// Fields that others own stand in the way of a server-side apply.
    public static ApiException applyConflict(String message, List<Cause> causes) {
        return detailed(409, "Conflict", message, Details.EMPTY.withCauses(causes));
    }

    public static ApiException invalid(GroupKind kind, String name, List<FieldError> errors) {
        var causes =
                errors.stream()
                        .map(error -> new Cause(error.type().reason(), error.body(), error.field()))
                        .toList();
        var head = kind + " " + GoText.quote(name) + " is invalid";
        return detailed(
                422,
                "Invalid",
                errors.isEmpty() ? head : head + ": " + FieldError.aggregate(errors),
                Details.of(kind.group(), kind.kind(), name).withCauses(causes));
    }

    public static ApiException badRequest(String message) {
        return plain(400, "BadRequest", message);
    }

    public static ApiException unauthorized(String message) {
        return plain(401, "Unauthorized", message.isEmpty() ? "not authorized" : message);
    }

    /// Who is asking may not do this.
    ///
    /// @param name empty when the request names none
    public static ApiException forbidden(GroupResource resource, String name, String why) {
        String head;
        if (resource.resource().isEmpty() && resource.group().isEmpty()) {
            head = "forbidden: ";
        } else if (name.isEmpty()) {
            head = resource + " is forbidden: ";
        } else {
            head = quoted(resource, name) + " is forbidden: ";
        }
        return about(403, "Forbidden", resource, name, head + why);
    }

    public static ApiException methodNotAllowed(GroupResource resource, String action) {
        var message =
                action
                        + " is not supported on resources of kind "
                        + GoText.quote(resource.toString());
        return about(405, "MethodNotAllowed", resource, "", message);
    }

    public static ApiException notAcceptable(List<String> accepted) {
        return plain(
                406,
                "NotAcceptable",
                "only the following media types are accepted: " + String.join(", ", accepted));
    }

    public static ApiException unsupportedMediaType(List<String> accepted) {
        return plain(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted));
    }

    public static ApiException expired(String message) {
        return plain(410, "Expired", message);
    }

    /// The token of a list expired; it may go on, at another revision, from `continueToken`.
    public static ApiException expiredContinue(String message, String continueToken) {
        return of(new Failure(410, "Expired", message, null, continueToken));
    }

    public static ApiException tooLarge(String message) {
        return plain(413, "RequestEntityTooLarge", "Request entity too large: " + message);
    }

    /// A patch that cannot be applied; upstream does not tell why, so neither does this.
    public static ApiException unprocessable() {
        return detailed(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                Details.EMPTY);
    }

    public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
        return detailed(429, "TooManyRequests", message, Details.retryAfter(retryAfterSeconds));
    }

    public static ApiException internal(String message) {
        return detailed(
                500,
                "InternalError",
                "Internal error occurred: " + message,
                Details.EMPTY.withCauses(List.of(new Cause("", message, ""))));
    }

    public static ApiException serviceUnavailable(String message) {
        return plain(503, "ServiceUnavailable", message);
    }

    /// The request took too long.
    ///
    /// @param message goes behind `Timeout: `
    public static ApiException timeout(String message, int retryAfterSeconds) {
        return detailed(
                504, "Timeout", "Timeout: " + message, Details.retryAfter(retryAfterSeconds));
    }

    /// The revision asked for has not been reached yet.
    public static ApiException tooLargeResourceVersion(
            long asked, long current, int retryAfterSeconds) {
        return timeout(
                        "Too large resource version: " + asked + ", current: " + current,
                        retryAfterSeconds)
                .because("ResourceVersionTooLarge", "Too large resource version");
    }

    /// The same with one cause.
    public ApiException because(String reason, String message) {
        var details = failure.details();
        var cause = List.of(new Cause(reason, message, ""));
        return of(
                failure.withDetails((details == null ? Details.EMPTY : details).withCauses(cause)));
    }

    private static ApiException about(
            int code, String reason, GroupResource resource, String name, String message) {
        return detailed(code, reason, message, details(resource, name));
    }

    private static Details details(GroupResource resource, String name) {
        return Details.of(resource.group(), resource.resource(), name);
    }

    private static ApiException plain(int code, String reason, String message) {
        return of(new Failure(code, reason, message, null));
    }

    private static ApiException detailed(int code, String reason, String message, Details details) {
        return of(new Failure(code, reason, message, details));
    }

    private static String quoted(GroupResource resource, String name) {
        return resource + " " + GoText.quote(name);
    }
}
