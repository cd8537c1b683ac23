package dev.jong.apiserver.authentication.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authentication.TokenAuthenticator;
import dev.jong.apiserver.cel.CelException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/// Knows the tokens of one identity provider.
public final class JwtAuthenticator implements TokenAuthenticator, AutoCloseable {
    private static final Duration LEEWAY = Duration.ofMinutes(5);

    private final JwtSettings settings;
    private final JwtFigures figures;
    private final ProviderKeys keys;
    private final InstantSource clock;

    JwtAuthenticator(JwtSettings settings, InstantSource clock, JwtFigures figures) {
        this.figures = figures;
        this.settings = settings;
        this.keys = new ProviderKeys(settings, clock);
        this.clock = clock;
    }

    /// Reads the provider's keys before they are needed.
    ///
    /// @throws ProviderKeys.Unavailable when the provider cannot be asked
    void begin() {
        keys.fetch();
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(token);
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException _) {
            return Identity.none();
        }
        if (!settings.issuer().equals(claims.getIssuer())) {
            return Identity.none();
        }
        long start = System.nanoTime();
        boolean well = false;
        try {
            verify(jwt, claims);
            var payload = jwt.getPayload().toString();
            var user = ClaimsUser.of(settings, (JsonObject) Json.parse(payload));
            well = true;
            return new Identity.Known(user, List.of());
        } catch (ClaimsUser.Unfit | ProviderKeys.Unavailable | CelException e) {
            return new Identity.Refused("oidc: " + e.getMessage());
        } finally {
            figures.looked(settings.issuer(), well, System.nanoTime() - start);
        }
    }

    private void verify(SignedJWT jwt, JWTClaimsSet claims) {
        if (claims.getAudience().stream().noneMatch(settings.audiences()::contains)) {
            throw new ClaimsUser.Unfit(
                    "verify token: expected audience in "
                            + settings.audiences()
                            + " got "
                            + claims.getAudience());
        }
        var now = clock.instant();
        var end = claims.getExpirationTime();
        if (end == null || end.toInstant().isBefore(now)) {
            throw new ClaimsUser.Unfit(
                    "verify token: token is expired (Token Expiry: "
                            + (end == null ? Instant.EPOCH : end.toInstant())
                            + ")");
        }
        var start = claims.getNotBeforeTime();
        if (start != null && now.plus(LEEWAY).isBefore(start.toInstant())) {
            throw new ClaimsUser.Unfit(
                    "verify token: current time "
                            + now
                            + " before the nbf (not before) time: "
                            + start.toInstant());
        }
        var algorithm = jwt.getHeader().getAlgorithm().getName();
        if (!settings.algorithms().contains(algorithm)) {
            throw new ClaimsUser.Unfit(
                    "verify token: id token signed with unsupported algorithm " + algorithm);
        }
        var keyId = Objects.requireNonNullElse(jwt.getHeader().getKeyID(), "");
        if (keys.of(keyId).stream().noneMatch(key -> signed(jwt, key))) {
            throw new ClaimsUser.Unfit(
                    "verify token: failed to verify signature: failed to verify id token signature");
        }
    }

    private static boolean signed(SignedJWT jwt, JWK key) {
        try {
            return key instanceof AsymmetricJWK pair
                    && jwt.verify(
                            new DefaultJWSVerifierFactory()
                                    .createJWSVerifier(jwt.getHeader(), pair.toPublicKey()));
        } catch (JOSEException _) {
            return false; // a key of another kind
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
