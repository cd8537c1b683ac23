package dev.jong.controllers.pod;

import dev.jong.api.errors.ApiException;

/// Refusals that a controller expects.
public final class Refused {
    private Refused() {}

    public static boolean notFound(ApiException e) {
        return e.code() == 404;
    }

    public static boolean conflict(ApiException e) {
        return e.code() == 409 && "Conflict".equals(e.reason());
    }

    public static boolean alreadyExists(ApiException e) {
        return e.code() == 409 && "AlreadyExists".equals(e.reason());
    }

    public static boolean invalid(ApiException e) {
        return e.code() == 422;
    }

    /// Creating in a namespace that is being deleted: nothing to tell, nothing to try again.
    public static boolean becauseNamespaceEnds(ApiException e) {
        var details = e.failure().details();
        return details != null
                && details.causes().stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.reason()));
    }
}
