package dev.jong.apiserver.streaming;

import dev.jong.api.errors.ApiException;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.Pump;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// One request that is passed on to a backend, with what the client is to see of the way it came.
final class ProxiedRequest {
    private static final String MARK = "/proxy";
    private static final Set<String> NOT_PASSED =
            Set.of(
                    "authorization",
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "content-length",
                    "host",
                    "accept-encoding");

    private final HttpExchange exchange;
    private final Backend backend;
    private final String prefix;
    private final String rest;

    ProxiedRequest(HttpExchange exchange, Backend backend) {
        this.exchange = exchange;
        this.backend = backend;
        var raw = exchange.rawPath();
        var mark = raw.indexOf(MARK + "/");
        this.prefix = mark < 0 ? raw : raw.substring(0, mark + MARK.length());
        this.rest = mark < 0 ? "" : raw.substring(mark + MARK.length());
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
        if (exchange.headers().hasToken("Connection", "upgrade")) {
            upgrade(target);
        } else {
            pass(target);
        }
    }

    private BackendAnswer send(String target, Headers headers, boolean withBody) {
        try {
            return withBody
                    ? backend.send(
                            exchange.method(), target, headers, exchange.unlimitedBody(), length())
                    : backend.send(exchange.method(), target, headers);
        } catch (DisconnectedException e) {
            throw ApiException.serviceUnavailable(
                    "error trying to reach service: " + e.getMessage());
        }
    }

    private void upgrade(String target) {
        var headers =
                Headers.builder()
                        .add("Connection", "Upgrade")
                        .add("Upgrade", exchange.headers().value("Upgrade"));
        headers().forEach(headers::add);
        var answer = send(target, headers.build(), false);
        if (answer.status() == 101) {
            Pump.between("proxy", exchange.upgrade(answer.headers()), answer.stream());
        } else {
            try (answer) {
                answerWith(answer);
            }
        }
    }

    private void pass(String target) {
        try (var answer = send(target, headers(), true)) {
            exchange.onDisconnect(() -> Thread.startVirtualThread(answer::close));
            answerWith(answer);
        }
    }

    private long length() {
        var known = exchange.headers().value("Content-Length");
        if (!known.isEmpty()) {
            return Long.parseLong(known);
        }
        var may =
                exchange.headers().has("Transfer-Encoding")
                        || exchange.protocol().equals("HTTP/2.0");
        return may && Set.of("POST", "PUT", "PATCH", "DELETE").contains(exchange.method()) ? -1 : 0;
    }

    private Headers headers() {
        var headers = Headers.builder();
        exchange.headers()
                .forEach((name, value) -> {
                    var lower = name.toLowerCase(Locale.ROOT);
                    if (!NOT_PASSED.contains(lower) && !lower.startsWith("impersonate-")) {
                        headers.add(name, value);
                    }
                });
        headers.add("X-Forwarded-For", exchange.remote().getHostString());
        headers.add("X-Forwarded-Uri", exchange.rawPath());
        headers.add("X-Forwarded-Proto", exchange.secure() ? "https" : "http");
        headers.add("X-Forwarded-Host", exchange.headers().value("Host"));
        return headers.build();
    }

    private void answerWith(BackendAnswer answer) {
        var html =
                answer.headers().value("Content-Type").startsWith("text/html")
                        && !answer.headers().has("Content-Encoding");
        var headers = Headers.builder();
        answer.headers()
                .forEach((name, value) -> {
                    var lower = name.toLowerCase(Locale.ROOT);
                    if (lower.equals("location")) {
                        headers.add(name, moved(value));
                    } else if (!lower.equals("connection")
                            && !lower.equals("transfer-encoding")
                            && !lower.equals("keep-alive")
                            && !(html && lower.equals("content-length"))) {
                        headers.add(name, value);
                    }
                });
        if (html) {
            exchange.answer(
                    answer.status(), headers.build(), HtmlLinks.below(prefix, answer.bodyBytes()));
            return;
        }
        try (var stream = exchange.stream(answer.status(), headers.build())) {
            stream.flush();
            try {
                Pump.copy(answer.body(), stream);
            } catch (IOException _) {
                stream.abort();
            }
        }
    }

    /// A redirect of the backend to itself stays below our path.
    private String moved(String location) {
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
}
