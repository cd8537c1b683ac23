package dev.jong.controllers.bootstrap;

import dev.jong.api.core.v1.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/// A Secret of type `bootstrap.kubernetes.io/token` in kube-system, in the form that a token has.
///
/// @param expiration empty when it lasts for ever
/// @param signs whether `cluster-info` is signed with it
record BootstrapToken(String id, String secret, Optional<Instant> expiration, boolean signs) {
    static final String TYPE = "bootstrap.kubernetes.io/token";
    static final String NAMESPACE = "kube-system";
    private static final String PREFIX = "bootstrap-token-";
    private static final Pattern ID = Pattern.compile("[a-z0-9]{6}");

    /// Empty for any other Secret, and for one whose parts do not fit together.
    static Optional<BootstrapToken> of(Secret secret) {
        var id = text(secret, "token-id");
        var word = text(secret, "token-secret");
        var isOne =
                TYPE.equals(secret.type())
                        && NAMESPACE.equals(secret.metadata().namespace())
                        && ID.matcher(id).matches()
                        && secret.name().equals(PREFIX + id)
                        && !word.isEmpty();
        return isOne
                ? Optional.of(
                        new BootstrapToken(
                                id,
                                word,
                                expiration(secret),
                                text(secret, "usage-bootstrap-signing").equals("true")))
                : Optional.empty();
    }

    boolean isOver(Instant now) {
        return expiration.isPresent() && !now.isBefore(expiration.get());
    }

    /// A time that cannot be read is over: the token could not be used either.
    static Optional<Instant> expiration(Secret secret) {
        var text = text(secret, "expiration");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.of(Instant.MIN);
        }
    }

    private static String text(Secret secret, String key) {
        var bytes = secret.data().get(key);
        return bytes == null ? "" : new String(bytes.toArray(), StandardCharsets.UTF_8);
    }
}
