package dev.jong.cluster.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// Text form of keys and certificates (RFC 7468). Keys are elliptic curve keys.
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private static final String EC_KEY = "EC PRIVATE KEY";

    private Pem() {}

    static String encode(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without an encoded form", e);
        }
    }

    /// As RFC 5915 has it and `kubeadm` writes it: fabric8's client knows elliptic curve keys in no
    /// other form, and the official Java client wants the public half inside.
    static String encode(PrivateKey key, PublicKey publicHalf) {
        var info = PrivateKeyInfo.getInstance(key.getEncoded());
        try {
            var bare = ECPrivateKey.getInstance(info.parsePrivateKey());
            var curve = info.getPrivateKeyAlgorithm().getParameters();
            var point =
                    new DERBitString(
                            SubjectPublicKeyInfo.getInstance(publicHalf.getEncoded())
                                    .getPublicKeyData()
                                    .getBytes());
            var whole = new ECPrivateKey(orderBits(key), bare.getKey(), point, curve);
            return block(EC_KEY, whole.getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("a private key without an encoded form", e);
        }
    }

    private static int orderBits(PrivateKey key) {
        return ((ECKey) key).getParams().getOrder().bitLength();
    }

    static String encode(PublicKey key) {
        return block("PUBLIC KEY", key.getEncoded());
    }

    public static X509Certificate certificate(String pem) throws GeneralSecurityException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    /// PKCS#8 or RFC 5915.
    static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        var content = content(pem);
        var encoded = pem.contains(EC_KEY) ? pkcs8(content) : content;
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static byte[] pkcs8(byte[] content) throws GeneralSecurityException {
        try {
            var key = ECPrivateKey.getInstance(content);
            var curve = key.getParametersObject();
            var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
            var bare =
                    new ECPrivateKey(
                            key.getPrivateKey().getOctetsLength() * Byte.SIZE, key.getKey());
            return new PrivateKeyInfo(algorithm, bare).getEncoded();
        } catch (IOException | IllegalArgumentException e) {
            throw new GeneralSecurityException("not an elliptic curve key", e);
        }
    }

    /// All certificates of a text, in their order.
    ///
    /// @throws GeneralSecurityException when there is none
    public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        var found =
                CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (found.isEmpty()) {
            throw new GeneralSecurityException("no certificate found");
        }
        return found;
    }

    /// A key of any kind and form that others may have made, without a password.
    public static PrivateKey foreignKey(String pem) throws GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (block instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
            throw new GeneralSecurityException("no private key without a password found");
        } catch (IOException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    static PublicKey publicKey(String pem) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(content(pem)));
    }

    static byte[] content(String pem) throws GeneralSecurityException {
        var begin = pem.indexOf(BEGIN);
        var labelEnd = pem.indexOf(DASHES, begin + BEGIN.length());
        if (begin < 0 || labelEnd < 0) {
            throw new GeneralSecurityException("no PEM block found");
        }
        var from = labelEnd + DASHES.length();
        var label = pem.substring(begin + BEGIN.length(), labelEnd);
        var to = pem.indexOf(DASHES + "END " + label + DASHES, from);
        if (to < 0) {
            throw new GeneralSecurityException("no PEM block found");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(from, to));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("a PEM block that is not base64", e);
        }
    }

    static String block(String label, byte[] content) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
