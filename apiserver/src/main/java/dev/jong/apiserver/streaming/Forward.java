package dev.jong.apiserver.streaming;

import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.Pump;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendAnswer;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// One request passed on to a backend, and its answer passed back: bodies stream, upgrades become a
/// pipe.
///
/// [#open] and then [#finish].
public final class Forward {
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
                    "host");

    private final HttpExchange exchange;
    private final Backend backend;
    private final String target;
    private final Headers more;
    private final Predicate<String> hidden;
    private final Optional<Rewriting> rewriting;

    /// What is changed in answers, so that links lead back through us.
    interface Rewriting {
        /// Where a redirect leads.
        String location(String location);

        /// A page in HTML.
        byte[] page(byte[] page);
    }

    /// @param target path and query for the backend
    /// @param more header fields that the backend gets instead of the client's of the same name
    /// @param hidden names of header fields of the client that the backend does not get
    public Forward(
            HttpExchange exchange,
            Backend backend,
            String target,
            Headers more,
            Predicate<String> hidden) {
        this(exchange, backend, target, more, hidden, Optional.empty());
    }

    Forward(
            HttpExchange exchange,
            Backend backend,
            String target,
            Headers more,
            Predicate<String> hidden,
            Optional<Rewriting> rewriting) {
        this.hidden = hidden;
        this.exchange = exchange;
        this.backend = backend;
        this.target = target;
        this.more = more;
        this.rewriting = rewriting;
    }

    /// Sends the request and returns with the answer's head.
    ///
    /// @throws DisconnectedException when the backend cannot be reached
    public BackendAnswer open() {
        if (exchange.headers().hasToken("Connection", "upgrade")) {
            var headers =
                    Headers.builder()
                            .add("Connection", "Upgrade")
                            .add("Upgrade", exchange.headers().value("Upgrade"));
            headers().forEach(headers::add);
            return backend.send(exchange.method(), target, headers.build());
        }
        return backend.send(
                exchange.method(), target, headers(), exchange.unlimitedBody(), length());
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
                    var packed = rewriting.isPresent() && lower.equals("accept-encoding");
                    if (!NOT_PASSED.contains(lower)
                            && !packed
                            && !lower.startsWith("impersonate-")
                            && !lower.startsWith("x-remote-")
                            && !hidden.test(name)
                            && !more.has(name)) {
                        headers.add(name, value);
                    }
                });
        more.forEach(headers::add);
        headers.add("X-Forwarded-For", exchange.remote().getHostString());
        headers.add("X-Forwarded-Uri", exchange.rawPath());
        headers.add("X-Forwarded-Proto", exchange.secure() ? "https" : "http");
        headers.add("X-Forwarded-Host", exchange.headers().value("Host"));
        return headers.build();
    }

    /// Passes the answer back and closes it.
    public void finish(BackendAnswer answer) {
        if (answer.status() == 101) {
            Pump.between("proxy", exchange.upgrade(answer.headers()), answer.stream());
            return;
        }
        try (answer) {
            exchange.onDisconnect(() -> Thread.startVirtualThread(answer::close));
            answerWith(answer);
        }
    }

    private void answerWith(BackendAnswer answer) {
        var html =
                rewriting.isPresent()
                        && answer.headers().value("Content-Type").startsWith("text/html")
                        && !answer.headers().has("Content-Encoding");
        var headers = answerHeaders(answer, html);
        if (html) {
            exchange.answer(answer.status(), headers, rewriting.get().page(answer.bodyBytes()));
            return;
        }
        try (var stream = exchange.stream(answer.status(), headers)) {
            stream.flush();
            try {
                Pump.copy(answer.body(), stream);
            } catch (IOException _) {
                stream.abort();
            }
        }
    }

    private Headers answerHeaders(BackendAnswer answer, boolean html) {
        var headers = Headers.builder();
        answer.headers()
                .forEach((name, value) -> {
                    var lower = name.toLowerCase(Locale.ROOT);
                    if (lower.equals("location")) {
                        headers.add(
                                name, rewriting.map(links -> links.location(value)).orElse(value));
                    } else if (!lower.equals("connection")
                            && !lower.equals("transfer-encoding")
                            && !lower.equals("keep-alive")
                            && !(html && lower.equals("content-length"))) {
                        headers.add(name, value);
                    }
                });
        return headers.build();
    }
}
