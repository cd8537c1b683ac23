package dev.jong.apiserver.authentication;

import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Tokens in the `Authorization` header, or in a WebSocket's list of protocols, where browsers can
/// put them.
public final class BearerTokens implements Authenticator {
    private static final String PROTOCOL = "base64url.bearer.authorization.k8s.io.";
    private static final String SCHEME = "Bearer ";

    private final TokenAuthenticator tokens;
    private final List<String> audiences;

    public BearerTokens(TokenAuthenticator tokens, List<String> audiences) {
        this.tokens = tokens;
        this.audiences = List.copyOf(audiences);
    }

    @Override
    public Identity identify(HttpExchange exchange) {
        var token = token(exchange);
        if (token.isEmpty()) {
            return Identity.none();
        }
        var found = tokens.identify(token, audiences);
        return found instanceof Identity.Unknown
                ? new Identity.Refused("invalid bearer token")
                : found;
    }

    private static String token(HttpExchange exchange) {
        var header = exchange.headers().value("Authorization");
        if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return header.substring(SCHEME.length()).strip();
        }
        if (!exchange.headers().has("Sec-WebSocket-Protocol")) {
            return "";
        }
        for (var value : exchange.headers().all("Sec-WebSocket-Protocol")) {
            for (var protocol : value.split(",", -1)) {
                if (protocol.strip().startsWith(PROTOCOL)) {
                    return decode(protocol.strip().substring(PROTOCOL.length()));
                }
            }
        }
        return "";
    }

    private static String decode(String encoded) {
        try {
            return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
