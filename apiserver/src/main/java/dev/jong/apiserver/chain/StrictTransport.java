package dev.jong.apiserver.chain;

import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.http.HttpHandler;
import java.util.ArrayList;
import java.util.List;

/// Tells browsers to come by TLS alone (`--strict-transport-security-directives`, RFC 6797).
///
/// @param directives empty when nothing is told
public record StrictTransport(List<String> directives) {
    private static final String FLAG = "strict-transport-security-directives";

    public StrictTransport {
        directives = List.copyOf(directives);
    }

    /// @throws InvalidConfiguration for other directives than those of the RFC
    public static StrictTransport of(ServerFlags flags) {
        var wrong = new ArrayList<String>();
        var directives = flags.parts(FLAG);
        for (var directive : directives) {
            if (directive.isBlank()) {
                wrong.add("empty value in " + FLAG);
            } else if (!directive.equals("includeSubDomains")
                    && !directive.equals("preload")
                    && !directive.matches("max-age=[^=]*")) {
                wrong.add(
                        "--"
                                + FLAG
                                + " invalid, allowed values: max-age=expireTime, includeSubDomains,"
                                + " preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for"
                                + " more information");
            }
        }
        InvalidConfiguration.throwIfAny(wrong);
        return new StrictTransport(directives);
    }

    /// The same handler.
    public HttpHandler around(HttpHandler handler) {
        var all = String.join("; ", directives);
        return directives.isEmpty()
                ? handler
                : exchange -> {
                    exchange.addHeader("Strict-Transport-Security", all);
                    handler.handle(exchange);
                };
    }
}
