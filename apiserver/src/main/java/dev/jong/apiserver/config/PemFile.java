package dev.jong.apiserver.config;

import java.io.IOException;
import java.io.StringReader;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// Certificates and keys in text form (RFC 7468).
public final class PemFile {
    private static final JcaPEMKeyConverter CONVERTER = new JcaPEMKeyConverter();

    private PemFile() {}

    /// At least one.
    public static List<X509Certificate> certificates(String text) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            for (var part : parts(text)) {
                if (part instanceof X509CertificateHolder holder) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | CertificateException e) {
            throw new InvalidConfiguration("not a PEM certificate: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new InvalidConfiguration("data does not contain any valid certificates");
        }
        return certificates;
    }

    /// PKCS#8, PKCS#1 or SEC1, not encrypted.
    public static PrivateKey key(String text) {
        try {
            var found = privateKeys(text);
            if (!found.isEmpty()) {
                return CONVERTER.getPrivateKey(found.getFirst());
            }
        } catch (IOException e) {
            throw new InvalidConfiguration("not a PEM private key: " + e.getMessage(), e);
        }
        throw new InvalidConfiguration("data does not contain a private key");
    }

    /// A private key, RSA or EC, with its public half.
    public static KeyPair keyPair(String text) {
        try {
            for (var info : privateKeys(text)) {
                var half = publicHalf(info);
                if (half.isPresent()) {
                    return new KeyPair(half.get(), CONVERTER.getPrivateKey(info));
                }
            }
        } catch (IOException e) {
            throw new InvalidConfiguration("not a PEM private key: " + e.getMessage(), e);
        }
        throw new InvalidConfiguration("data does not contain a valid RSA or ECDSA private key");
    }

    /// RSA and EC, of private keys and certificates too; at least one.
    public static Set<PublicKey> publicKeys(String text) {
        var keys = new LinkedHashSet<PublicKey>();
        try {
            for (var part : parts(text)) {
                switch (part) {
                    case SubjectPublicKeyInfo info -> keys.add(CONVERTER.getPublicKey(info));
                    case X509CertificateHolder holder ->
                            keys.add(CONVERTER.getPublicKey(holder.getSubjectPublicKeyInfo()));
                    case PEMKeyPair pair ->
                            publicHalf(pair.getPrivateKeyInfo()).ifPresent(keys::add);
                    case PrivateKeyInfo info -> publicHalf(info).ifPresent(keys::add);
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw new InvalidConfiguration("not a PEM public key: " + e.getMessage(), e);
        }
        keys.removeIf(key -> !(key instanceof RSAPublicKey) && !(key instanceof ECPublicKey));
        if (keys.isEmpty()) {
            throw new InvalidConfiguration(
                    "data does not contain any valid RSA or ECDSA public keys");
        }
        return keys;
    }

    private static List<Object> parts(String text) throws IOException {
        var parts = new ArrayList<Object>();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var part = parser.readObject(); part != null; part = parser.readObject()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static List<PrivateKeyInfo> privateKeys(String text) throws IOException {
        var keys = new ArrayList<PrivateKeyInfo>();
        for (var part : parts(text)) {
            switch (part) {
                case PEMKeyPair pair -> keys.add(pair.getPrivateKeyInfo());
                case PrivateKeyInfo info -> keys.add(info);
                default -> {}
            }
        }
        return keys;
    }

    /// Worked out, since not every form has it beside the key. Empty for keys of other kinds.
    private static Optional<PublicKey> publicHalf(PrivateKeyInfo info) throws IOException {
        AsymmetricKeyParameter half;
        switch (PrivateKeyFactory.createKey(info)) {
            case RSAPrivateCrtKeyParameters key ->
                    half = new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent());
            case ECPrivateKeyParameters key -> {
                var domain = key.getParameters();
                half = new ECPublicKeyParameters(domain.getG().multiply(key.getD()), domain);
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(
                CONVERTER.getPublicKey(
                        SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half)));
    }
}
