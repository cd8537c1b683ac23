package dev.jong.api.errors;

import dev.jong.api.errors.Failure.Cause;
import dev.jong.api.errors.Failure.Details;
import dev.jong.api.meta.v1.ListMeta;
import dev.jong.api.meta.v1.Status;
import dev.jong.api.meta.v1.StatusCause;
import dev.jong.api.meta.v1.StatusDetails;
import org.jspecify.annotations.Nullable;

/// Failures as the `Status` objects of the wire.
final class Statuses {
    private Statuses() {}

    static Status of(Failure failure) {
        var status =
                Status.builder()
                        .status("Failure")
                        .message(failure.message())
                        .reason(failure.reason())
                        .details(details(failure.details()))
                        .code(failure.code());
        if (!failure.continueToken().isEmpty()) {
            status.metadata(ListMeta.EMPTY.withContinue_(failure.continueToken()));
        }
        return status.build();
    }

    private static @Nullable StatusDetails details(@Nullable Details details) {
        if (details == null) {
            return null;
        }
        return StatusDetails.builder()
                .name(details.name())
                .group(details.group())
                .kind(details.kind())
                .uid(details.uid())
                .causes(
                        details.causes().stream()
                                .map(cause ->
                                        new StatusCause(
                                                cause.reason(), cause.message(), cause.field()))
                                .toList())
                .retryAfterSeconds(details.retryAfterSeconds())
                .build();
    }

    static Failure failure(Status status) {
        var details = status.details();
        return new Failure(
                status.code(),
                text(status.reason()),
                text(status.message()),
                details == null ? null : details(details),
                text(status.metadata().continue_()));
    }

    private static Details details(StatusDetails details) {
        return new Details(
                text(details.group()),
                text(details.kind()),
                text(details.name()),
                text(details.uid()),
                details.causes().stream()
                        .map(cause ->
                                new Cause(
                                        text(cause.reason()),
                                        text(cause.message()),
                                        text(cause.field())))
                        .toList(),
                details.retryAfterSeconds());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
