package dev.jong.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The keys of service account tokens, RSA or EC (P-256, P-384, P-521).
///
/// @param signing signs new tokens
/// @param verifying whose signatures are good; the first one belongs to `signing`
public record TokenKeys(PrivateKey signing, List<PublicKey> verifying) {
    public TokenKeys {
        verifying = List.copyOf(verifying);
    }

    String keyId() {
        return keyId(verifying.getFirst());
    }

    /// As upstream names keys: by the digest of their encoding.
    static String keyId(PublicKey key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JWSAlgorithm algorithm() {
        return algorithm(verifying.getFirst());
    }

    /// Those of all keys, by name.
    List<String> algorithms() {
        return verifying.stream().map(key -> algorithm(key).getName()).distinct().sorted().toList();
    }

    private static JWSAlgorithm algorithm(PublicKey key) {
        if (key instanceof ECPublicKey curve) {
            return switch (curve.getParams().getOrder().bitLength()) {
                case 384 -> JWSAlgorithm.ES384;
                case 521 -> JWSAlgorithm.ES512;
                default -> JWSAlgorithm.ES256;
            };
        }
        return JWSAlgorithm.RS256;
    }

    JWSSigner signer() throws JOSEException {
        return signing instanceof ECPrivateKey curve
                ? new ECDSASigner(curve)
                : new RSASSASigner(signing);
    }

    /// Verifiers that may have made a token with this key id and algorithm; all keys are tried when
    /// it names none.
    List<JWSVerifier> verifiers(Optional<String> keyId, JWSAlgorithm algorithm)
            throws JOSEException {
        var found = new java.util.ArrayList<JWSVerifier>(1);
        for (var key : verifying) {
            if (algorithm(key).equals(algorithm)
                    && keyId.map(id -> id.equals(keyId(key))).orElse(true)) {
                found.add(
                        key instanceof ECPublicKey curve
                                ? new ECDSAVerifier(curve)
                                : new RSASSAVerifier((RSAPublicKey) key));
            }
        }
        return found;
    }

    List<JWK> published() {
        return verifying.stream().map(TokenKeys::published).toList();
    }

    private static JWK published(PublicKey key) {
        if (key instanceof ECPublicKey curve) {
            return new ECKey.Builder(Curve.forECParameterSpec(curve.getParams()), curve)
                    .keyID(keyId(key))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(algorithm(key))
                    .build();
        }
        return new RSAKey.Builder((RSAPublicKey) key)
                .keyID(keyId(key))
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(algorithm(key))
                .build();
    }
}
