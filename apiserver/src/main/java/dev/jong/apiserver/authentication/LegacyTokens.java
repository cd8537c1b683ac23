package dev.jong.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tokens without an end that stand in Secrets of type `kubernetes.io/service-account-token`. One
/// is good as long as its Secret holds it and its account exists; its last use is noted on the
/// Secret (KEP-2799).
public final class LegacyTokens implements TokenAuthenticator {
    private static final String ISSUER = "kubernetes/serviceaccount";
    private static final String CLAIM = "kubernetes.io/serviceaccount/";
    private static final String NAMESPACE = CLAIM + "namespace";
    private static final String SECRET = CLAIM + "secret.name";
    private static final String ACCOUNT = CLAIM + "service-account.name";
    private static final String ACCOUNT_UID = CLAIM + "service-account.uid";
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
    private static final String KEY = "token";

    private final Registry registry;
    private final TokenKeys keys;
    private final InstantSource clock;
    private final AccountTokenFigures figures;

    public LegacyTokens(
            Registry registry, TokenKeys keys, InstantSource clock, AccountTokenFigures figures) {
        this.figures = figures;
        this.registry = registry;
        this.keys = keys;
        this.clock = clock;
    }

    /// A new token for a Secret to hold.
    public static String issue(TokenKeys keys, ServiceAccount account, Secret secret) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(subject(account.namespace(), account.name()))
                        .claim(NAMESPACE, account.namespace())
                        .claim(SECRET, secret.name())
                        .claim(ACCOUNT, account.name())
                        .claim(ACCOUNT_UID, account.metadata().uid())
                        .build();
        try {
            var header = new JWSHeader.Builder(keys.algorithm()).keyID(keys.keyId()).build();
            var token = new SignedJWT(header, claims);
            token.sign(keys.signer());
            return token.serialize();
        } catch (JOSEException e) {
            throw ApiException.internal("failed to sign the token: " + e.getMessage());
        }
    }

    private static String subject(String namespace, String name) {
        return "system:serviceaccount:" + namespace + ":" + name;
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        try {
            var parsed = SignedJWT.parse(token);
            var claims = parsed.getJWTClaimsSet();
            if (!ISSUER.equals(claims.getIssuer())) {
                return Identity.none();
            }
            var header = parsed.getHeader();
            for (var verifier :
                    keys.verifiers(Optional.ofNullable(header.getKeyID()), header.getAlgorithm())) {
                if (parsed.verify(verifier)) {
                    return check(token, claims, audiences);
                }
            }
            return new Identity.Refused("invalid signature");
        } catch (ParseException _) {
            return Identity.none();
        } catch (JOSEException e) {
            return new Identity.Refused("invalid signature: " + e.getMessage());
        }
    }

    private Identity check(String token, JWTClaimsSet claims, List<String> audiences) {
        var namespace = text(claims, NAMESPACE);
        var name = text(claims, ACCOUNT);
        var uid = text(claims, ACCOUNT_UID);
        if (!subject(namespace, name).equals(claims.getSubject())) {
            return new Identity.Refused("sub claim is invalid");
        }
        var secret = secret(namespace, text(claims, SECRET));
        if (secret == null || secret.metadata().deletionTimestamp() != null) {
            return new Identity.Refused("Token has been invalidated");
        }
        var held = secret.data().get(KEY);
        if (held == null
                || !MessageDigest.isEqual(held.toArray(), token.getBytes(StandardCharsets.UTF_8))) {
            return new Identity.Refused("Token does not match server's copy");
        }
        var problem = problem(namespace, name, uid);
        if (!problem.isEmpty()) {
            return new Identity.Refused(problem);
        }
        noteUse(secret);
        boolean good = secret.metadata().labels().getOrDefault(INVALID_SINCE, "").isEmpty();
        figures.legacyUsed(isListed(namespace, name, secret.name()), good);
        if (!good) {
            return new Identity.Refused(
                    "the token in secret "
                            + namespace
                            + "/"
                            + secret.name()
                            + " for service account "
                            + namespace
                            + "/"
                            + name
                            + " has been marked invalid. Use tokens from the TokenRequest API or"
                            + " manually created secret-based tokens, or remove the '"
                            + INVALID_SINCE
                            + "' label from the secret to temporarily allow use of this token");
        }
        var user =
                new User(
                        claims.getSubject(), uid, ServiceAccountTokens.groups(namespace), Map.of());
        return new Identity.Known(user, audiences);
    }

    private static String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : "";
    }

    private @Nullable Secret secret(String namespace, String name) {
        try {
            return registry.of(Secret.KIND).get(namespace, name, "0").object();
        } catch (ApiException.NotFound _) {
            return null;
        }
    }

    /// Whether an account lists a Secret: then both were made together.
    private boolean isListed(String namespace, String name, String secret) {
        try {
            return registry
                    .of(ServiceAccount.KIND)
                    .get(namespace, name, "0")
                    .object()
                    .secrets()
                    .stream()
                    .anyMatch(listed -> secret.equals(listed.name()));
        } catch (ApiException.NotFound _) {
            return false;
        }
    }

    /// What is wrong with the account, "" if nothing.
    private String problem(String namespace, String name, String uid) {
        try {
            var account = registry.of(ServiceAccount.KIND).get(namespace, name, "0").object();
            if (account.metadata().deletionTimestamp() != null) {
                return "ServiceAccount " + namespace + "/" + name + " has been deleted";
            }
            return uid.equals(account.metadata().uid())
                    ? ""
                    : "ServiceAccount UID ("
                            + account.metadata().uid()
                            + ") does not match claim ("
                            + uid
                            + ")";
        } catch (ApiException.NotFound e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Once a day.
    private void noteUse(Secret secret) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        if (today.equals(secret.metadata().labels().get(LAST_USED))) {
            return;
        }
        try {
            registry.of(Secret.KIND)
                    .change(
                            secret.namespace(),
                            secret.name(),
                            "",
                            stored -> {
                                var labels = new TreeMap<>(stored.metadata().labels());
                                labels.put(LAST_USED, today);
                                return stored.mapMetadata(metadata -> metadata.withLabels(labels));
                            },
                            WriteOptions.OWN);
        } catch (ApiException.NotFound _) {
            // it went in between; the next use is refused
        }
    }
}
