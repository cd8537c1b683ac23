package dev.jong.apiserver.authentication;

import dev.jong.apiserver.request.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/// Tokens that are given at start.
public record StaticTokens(Map<String, User> users) implements TokenAuthenticator {
    public StaticTokens {
        users = Map.copyOf(users);
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        var given = token.getBytes(StandardCharsets.UTF_8);
        Identity found = Identity.none();
        for (var known : users.entrySet()) {
            if (MessageDigest.isEqual(given, known.getKey().getBytes(StandardCharsets.UTF_8))) {
                found = new Identity.Known(known.getValue(), List.of());
            }
        }
        return found;
    }
}
