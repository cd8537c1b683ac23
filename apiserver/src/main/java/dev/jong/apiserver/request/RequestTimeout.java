package dev.jong.apiserver.request;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonException;
import java.time.Duration;

/// How long requests may last.
///
/// @param longest what a request has unless its client asks in `timeout` for less
public record RequestTimeout(Duration longest) {
    /// Watches, streams and proxied requests may take for ever; what waits for them waits as if
    /// they had no more than others.
    ///
    /// @throws ApiException when what the client asks for is no duration
    public Duration of(RequestInfo info) {
        var asked = info.isLong() ? "" : info.query().value("timeout");
        if (asked.isEmpty()) {
            return longest;
        }
        try {
            var timeout = GoDuration.parse(asked);
            return timeout.isPositive() && timeout.compareTo(longest) < 0 ? timeout : longest;
        } catch (JsonException e) {
            throw ApiException.badRequest(
                    "invalid timeout specified in the request URL - " + e.getMessage());
        }
    }
}
