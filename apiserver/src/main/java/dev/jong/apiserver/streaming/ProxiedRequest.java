package dev.jong.apiserver.streaming;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendAnswer;
import java.net.URI;
import java.util.Optional;

/// A request to what is behind a path that ends in `/proxy`, with what the client is to see of the
/// way it came.
final class ProxiedRequest implements Forward.Rewriting {
    private final HttpExchange exchange;
    private final Backend backend;
    private final String prefix;
    private final String rest;

    /// @param info of the request, whose path goes on behind `/proxy` with what is the backend's
    ProxiedRequest(HttpExchange exchange, RequestInfo info, Backend backend) {
        this.exchange = exchange;
        this.backend = backend;
        var raw = exchange.rawPath();
        int end = endOf(raw, info.namespace().isEmpty() ? 5 : 7);
        this.prefix = raw.substring(0, end);
        this.rest = raw.substring(end);
    }

    /// Where so many parts of a path end: the names in it may be `proxy` too.
    static int endOf(String path, int parts) {
        int end = 0;
        for (int i = 0; i < parts; i++) {
            while (end < path.length() && path.charAt(end) == '/') {
                end++;
            }
            int next = path.indexOf('/', end);
            end = next < 0 ? path.length() : next;
        }
        return end;
    }

    void run() {
        if (rest.isEmpty()
                && (exchange.method().equals("GET") || exchange.method().equals("HEAD"))) {
            var query = exchange.rawQuery().isEmpty() ? "" : "?" + exchange.rawQuery();
            exchange.answer(301, Headers.of("Location", prefix + "/" + query));
            return;
        }
        var target =
                (rest.isEmpty() ? "/" : rest)
                        + (exchange.rawQuery().isEmpty() ? "" : "?" + exchange.rawQuery());
        var forward =
                new Forward(
                        exchange, backend, target, Headers.EMPTY, _ -> false, Optional.of(this));
        forward.finish(open(forward));
    }

    private static BackendAnswer open(Forward forward) {
        try {
            return forward.open();
        } catch (DisconnectedException e) {
            throw ApiException.serviceUnavailable(
                    "error trying to reach service: " + e.getMessage());
        }
    }

    /// A redirect of the backend to itself stays below our path.
    @Override
    public String location(String location) {
        try {
            var uri = URI.create(location);
            var own =
                    uri.getHost() == null
                            || uri.getHost().equals(backend.host())
                            || exchange.headers().value("Host").startsWith(uri.getHost());
            if (!own || !uri.getRawPath().startsWith("/") || uri.getRawPath().startsWith(prefix)) {
                return location;
            }
            return prefix
                    + uri.getRawPath()
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (IllegalArgumentException _) {
            return location;
        }
    }

    @Override
    public byte[] page(byte[] page) {
        return HtmlLinks.below(prefix, page);
    }
}
