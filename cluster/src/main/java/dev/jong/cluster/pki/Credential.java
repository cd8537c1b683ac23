package dev.jong.cluster.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// A certificate with its private key.
public record Credential(X509Certificate certificate, PrivateKey key) {
    public String certificatePem() {
        return Pem.encode(certificate);
    }

    public String keyPem() {
        return Pem.encode(key, certificate.getPublicKey());
    }
}
