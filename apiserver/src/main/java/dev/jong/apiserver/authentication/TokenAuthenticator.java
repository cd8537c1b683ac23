package dev.jong.apiserver.authentication;

import java.util.List;

/// Knows one kind of bearer token.
@FunctionalInterface
public interface TokenAuthenticator {
    /// Finds out whose token this is.
    ///
    /// @param audiences who is asking; a token that names audiences must name one of them
    Identity identify(String token, List<String> audiences);

    /// Asks each in turn; the first who knows the token wins, else the first refusal.
    static TokenAuthenticator anyOf(List<TokenAuthenticator> all) {
        var order = List.copyOf(all);
        return (token, audiences) -> {
            var found = Identity.none();
            for (var one : order) {
                switch (one.identify(token, audiences)) {
                    case Identity.Known known -> {
                        return known;
                    }
                    case Identity.Refused refused ->
                            found = found instanceof Identity.Refused ? found : refused;
                    case Identity.Unknown _ -> {}
                }
            }
            return found;
        };
    }
}
