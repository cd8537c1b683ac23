package dev.jong.http;

/// A request's body is larger than [HttpServerConfig#maxBodyBytes()]. A handler that lets it pass
/// answers 413.
public final class BodyTooLargeException extends HttpException {
    public BodyTooLargeException(long limit) {
        super("limit is " + limit);
    }
}
