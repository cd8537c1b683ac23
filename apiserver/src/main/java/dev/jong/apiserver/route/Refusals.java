package dev.jong.apiserver.route;

import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.http.HttpExchange;

/// Refusals of the router itself.
public final class Refusals {
    private Refusals() {}

    /// Refuses everything but GET, as upstream does where there is nothing but a document.
    public static void unlessGet(HttpExchange exchange) {
        if (!exchange.method().equals("GET")) {
            throw methodNotAllowed();
        }
    }

    public static ApiException methodNotAllowed() {
        return ApiException.of(
                new Failure(
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource",
                        Failure.Details.EMPTY));
    }

    /// Whether the form of the request was refused before anyone looked for what it is about;
    /// upstream tells that in JSON where CBOR is asked for.
    static boolean isOfRoute(ApiException refusal) {
        return refusal.failure().message().startsWith(refusal.code() + ": ");
    }
}
