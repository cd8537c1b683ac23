package dev.jong.apiserver.route;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.HttpExchange;

/// Answers requests that were identified and authorized. Throws [dev.jong.api.errors.ApiException]
/// for what is to be answered as a Status.
@FunctionalInterface
public interface RequestHandler {
    void handle(HttpExchange exchange, RequestInfo info);
}
