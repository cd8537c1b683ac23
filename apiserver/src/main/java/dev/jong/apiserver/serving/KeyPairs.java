package dev.jong.apiserver.serving;

import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.http.TlsIdentity;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/// Certificates with their keys, as files hold them.
final class KeyPairs {
    private static final int DNS_NAME = 2;
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "\\*|(?:\\*\\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
                            + "(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private KeyPairs() {}

    /// @param texts of the certificate, with those that signed it behind, and of its key
    static TlsIdentity read(List<String> texts) {
        var chain = PemFile.certificates(texts.getFirst());
        var key = PemFile.key(texts.getLast());
        if (!belongTogether(key, chain.getFirst().getPublicKey())) {
            throw new InvalidConfiguration("tls: private key does not match public key");
        }
        return new TlsIdentity(key, chain);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey other) {
        if (!key.getAlgorithm().replace("ECDSA", "EC").equals(other.getAlgorithm())) {
            return false;
        }
        var algorithm =
                switch (other.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> other.getAlgorithm();
                };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(other.getEncoded());
            var signed = signature.sign();
            signature.initVerify(other);
            signature.update(other.getEncoded());
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// What clients may ask for to be shown a certificate: its common name, when it can be one of a
    /// machine, and its DNS names.
    static List<String> names(X509Certificate certificate) {
        var names = new ArrayList<String>();
        var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        for (var part : subject.getRDNs(BCStyle.CN)) {
            var name = IETFUtils.valueToString(part.getFirst().getValue());
            if (DOMAIN.matcher(name).matches() && !ADDRESS.matcher(name).matches()) {
                names.add(name);
            }
        }
        try {
            for (var other :
                    Objects.requireNonNullElse(
                            certificate.getSubjectAlternativeNames(), List.<List<?>>of())) {
                if (Integer.valueOf(DNS_NAME).equals(other.getFirst())) {
                    names.add(String.valueOf(other.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            throw new InvalidConfiguration("invalid SNI cert keypair: " + e.getMessage(), e);
        }
        return names;
    }
}
