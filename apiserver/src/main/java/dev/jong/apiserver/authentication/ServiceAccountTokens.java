package dev.jong.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.User;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Issues service accounts' tokens and knows them again. A token is good as long as its account and
/// what it is bound to exist.
public final class ServiceAccountTokens implements TokenAuthenticator {
    private static final String STALE = "authentication.k8s.io/stale-token";
    private static final String EXTRA = "authentication.kubernetes.io/";

    /// How long after its deletion a Pod's tokens still work, so that it can end in order.
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final Registry registry;
    private final TokenKeys keys;
    private final List<String> issuers;
    private final InstantSource clock;
    private final AccountTokenFigures figures;

    /// Signs with the first of `keys`.
    ///
    /// @param issuers `iss` of tokens that are good; the first that of new ones
    public ServiceAccountTokens(
            Registry registry,
            TokenKeys keys,
            List<String> issuers,
            InstantSource clock,
            AccountTokenFigures figures) {
        this.figures = figures;
        this.registry = registry;
        this.keys = keys;
        this.issuers = List.copyOf(issuers);
        this.clock = clock;
    }

    String issuer() {
        return issuers.getFirst();
    }

    static List<String> groups(String namespace) {
        return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }

    String sign(TokenClaims claims) {
        try {
            var header = new JWSHeader.Builder(keys.algorithm()).keyID(keys.keyId()).build();
            var token = new SignedJWT(header, claims.encode());
            token.sign(keys.signer());
            return token.serialize();
        } catch (JOSEException e) {
            throw ApiException.internal("failed to sign the token: " + e.getMessage());
        }
    }

    @Override
    public Identity identify(String token, List<String> audiences) {
        try {
            var parsed = SignedJWT.parse(token);
            var unverified = parsed.getJWTClaimsSet();
            if (!issuers.contains(String.valueOf(unverified.getIssuer()))) {
                return Identity.none();
            }
            var header = parsed.getHeader();
            for (var verifier :
                    keys.verifiers(Optional.ofNullable(header.getKeyID()), header.getAlgorithm())) {
                if (parsed.verify(verifier)) {
                    return TokenClaims.decode(unverified)
                            .map(claims -> check(claims, audiences))
                            .orElse(new Identity.Refused("token has no service account claims"));
                }
            }
            return new Identity.Refused("invalid signature");
        } catch (ParseException _) {
            return Identity.none();
        } catch (JOSEException e) {
            return new Identity.Refused("invalid signature: " + e.getMessage());
        }
    }

    private Identity check(TokenClaims claims, List<String> audiences) {
        var now = clock.instant();
        if (now.isAfter(claims.expires())) {
            return new Identity.Refused("service account token has expired");
        }
        var common = claims.audiences().stream().filter(audiences::contains).toList();
        if (common.isEmpty()) {
            return new Identity.Refused(
                    "token audiences [\""
                            + String.join("\" \"", claims.audiences())
                            + "\"] is invalid for the target audiences [\""
                            + String.join("\" \"", audiences)
                            + "\"]");
        }
        if (!exists(ServiceAccount.KIND, claims.namespace(), claims.account())
                || !claims.secret()
                        .map(secret -> exists(Secret.KIND, claims.namespace(), secret))
                        .orElse(true)
                || !claims.pod()
                        .map(pod -> exists(Pod.KIND, claims.namespace(), pod))
                        .orElse(true)) {
            return new Identity.Refused("service account token has been invalidated");
        }
        if (claims.pod().isEmpty()
                && !claims.node().map(node -> exists(Node.KIND, "", node)).orElse(true)) {
            return new Identity.Refused("service account token has been invalidated");
        }
        var stale = claims.warnAfter().filter(now::isAfter);
        figures.used(stale.isPresent());
        return new Identity.Known(
                user(claims),
                common,
                stale.map(since ->
                                Map.of(
                                        STALE,
                                        "subject: "
                                                + claims.subject()
                                                + ", seconds after warning threshold: "
                                                + (now.getEpochSecond() - since.getEpochSecond())))
                        .orElse(Map.of()));
    }

    private <T extends KubernetesObject> boolean exists(
            Kind<T> kind, String namespace, TokenClaims.Reference reference) {
        try {
            var metadata =
                    registry.of(kind).get(namespace, reference.name(), "0").object().metadata();
            var deleted = metadata.deletionTimestamp();
            return reference.uid().equals(metadata.uid())
                    && (deleted == null || clock.instant().isBefore(deleted.plus(LEEWAY)));
        } catch (ApiException.NotFound _) {
            return false;
        }
    }

    private static User user(TokenClaims claims) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (!claims.id().isEmpty()) {
            extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.id()));
        }
        claims.pod()
                .ifPresent(pod -> {
                    extra.put(EXTRA + "pod-name", List.of(pod.name()));
                    extra.put(EXTRA + "pod-uid", List.of(pod.uid()));
                });
        claims.node()
                .ifPresent(node -> {
                    extra.put(EXTRA + "node-name", List.of(node.name()));
                    if (!node.uid().isEmpty()) {
                        extra.put(EXTRA + "node-uid", List.of(node.uid()));
                    }
                });
        return new User(
                claims.subject(), claims.account().uid(), groups(claims.namespace()), extra);
    }
}
