package dev.jong.apiserver.chain;

import dev.jong.http.HttpHandler;
import java.util.random.RandomGenerator;

/// Tells clients now and then to make their next requests over another connection, so that those
/// behind a load balancer do not stay with one server (`--goaway-chance`). What is under way goes
/// on. HTTP/1.1 needs none of this.
///
/// @param chance of one request to be its connection's last, at most 0.02
public record Parting(double chance, RandomGenerator random) {
    /// The same handler.
    public HttpHandler around(HttpHandler handler) {
        return chance <= 0
                ? handler
                : exchange -> {
                    if (exchange.protocol().equals("HTTP/2.0") && random.nextDouble() < chance) {
                        exchange.addHeader("Connection", "close");
                    }
                    handler.handle(exchange);
                };
    }
}
