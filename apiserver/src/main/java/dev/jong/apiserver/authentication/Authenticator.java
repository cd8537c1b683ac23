package dev.jong.apiserver.authentication;

import dev.jong.http.HttpExchange;

/// Looks for one kind of credential in a request.
@FunctionalInterface
public interface Authenticator {
    Identity identify(HttpExchange exchange);
}
