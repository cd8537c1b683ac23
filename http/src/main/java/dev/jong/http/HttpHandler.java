package dev.jong.http;

/// Answers requests. Called on a virtual thread of its own for each request, so it may block.
@FunctionalInterface
public interface HttpHandler {
    /// Answers `exchange`, or upgrades it. Returning without an answer becomes a 500, as does an
    /// exception that is not an [HttpException].
    void handle(HttpExchange exchange);
}
