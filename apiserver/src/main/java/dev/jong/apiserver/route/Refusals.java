package dev.jong.apiserver.route;

import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;

/// Refusals of the router itself.
final class Refusals {
    private Refusals() {}

    static ApiException methodNotAllowed() {
        return ApiException.of(
                new Failure(
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource",
                        Failure.Details.EMPTY));
    }
}
