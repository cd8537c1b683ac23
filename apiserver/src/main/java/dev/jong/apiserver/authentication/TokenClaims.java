package dev.jong.apiserver.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a service account token says.
///
/// @param id `jti`
/// @param pod the Pod it is bound to; so are `secret` and `node`
/// @param warnAfter from when on its use is to be warned about
record TokenClaims(
        String issuer,
        String id,
        List<String> audiences,
        Instant issued,
        Instant expires,
        String namespace,
        Reference account,
        Optional<Reference> pod,
        Optional<Reference> secret,
        Optional<Reference> node,
        Optional<Instant> warnAfter) {
    private static final String PRIVATE = "kubernetes.io";

    /// An object by name and uid.
    record Reference(String name, String uid) {
        private Map<String, Object> claim() {
            var claim = new LinkedHashMap<String, Object>();
            claim.put("name", name);
            claim.put("uid", uid);
            return claim;
        }
    }

    String subject() {
        return "system:serviceaccount:" + namespace + ":" + account.name();
    }

    JWTClaimsSet encode() {
        var own = new LinkedHashMap<String, Object>();
        own.put("namespace", namespace);
        node.ifPresent(value -> own.put("node", value.claim()));
        pod.ifPresent(value -> own.put("pod", value.claim()));
        secret.ifPresent(value -> own.put("secret", value.claim()));
        own.put("serviceaccount", account.claim());
        warnAfter.ifPresent(value -> own.put("warnafter", value.getEpochSecond()));
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject())
                .audience(audiences)
                .issueTime(Date.from(issued))
                .notBeforeTime(Date.from(issued))
                .expirationTime(Date.from(expires))
                .jwtID(id)
                .claim(PRIVATE, own)
                .build();
    }

    /// Empty for tokens that are not about a service account, or that lack what they need.
    static Optional<TokenClaims> decode(JWTClaimsSet claims) {
        try {
            var own = claims.getJSONObjectClaim(PRIVATE);
            if (own == null
                    || claims.getExpirationTime() == null
                    || claims.getIssueTime() == null) {
                return Optional.empty();
            }
            var account = reference(own, "serviceaccount");
            var decoded =
                    new TokenClaims(
                            Objects.requireNonNullElse(claims.getIssuer(), ""),
                            Objects.requireNonNullElse(claims.getJWTID(), ""),
                            claims.getAudience(),
                            claims.getIssueTime().toInstant(),
                            claims.getExpirationTime().toInstant(),
                            String.valueOf(own.get("namespace")),
                            account.orElse(new Reference("", "")),
                            reference(own, "pod"),
                            reference(own, "secret"),
                            reference(own, "node"),
                            own.get("warnafter") instanceof Number seconds
                                    ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                                    : Optional.empty());
            return account.isPresent() && decoded.subject().equals(claims.getSubject())
                    ? Optional.of(decoded)
                    : Optional.empty();
        } catch (ParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<Reference> reference(Map<String, Object> own, String name) {
        return own.get(name) instanceof Map<?, ?> fields
                ? Optional.of(
                        new Reference(
                                String.valueOf(fields.get("name")),
                                String.valueOf(fields.get("uid"))))
                : Optional.empty();
    }
}
