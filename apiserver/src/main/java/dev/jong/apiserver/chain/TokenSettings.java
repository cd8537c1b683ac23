package dev.jong.apiserver.chain;

import dev.jong.apiserver.authentication.TokenKeys;
import java.time.Duration;
import java.util.List;

/// How service accounts' tokens are made and known again.
///
/// @param issuers who made them; new ones are made by the first
/// @param audiences who this server is in the eyes of tokens
/// @param keysUri where others find the keys; "" for this server
/// @param longest for which a token may be asked; zero for what is usual
/// @param extended whether Pods' tokens are good for longer than kubelets ask for, and their use
///   warned about
public record TokenSettings(
        TokenKeys keys,
        List<String> issuers,
        List<String> audiences,
        String keysUri,
        Duration longest,
        boolean extended) {
    public static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

    public TokenSettings {
        issuers = List.copyOf(issuers);
        audiences = List.copyOf(audiences);
    }

    public static TokenSettings of(TokenKeys keys) {
        return new TokenSettings(
                keys, List.of(DEFAULT_ISSUER), List.of(DEFAULT_ISSUER), "", Duration.ZERO, true);
    }

    public String issuer() {
        return issuers.getFirst();
    }
}
