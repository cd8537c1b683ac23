package dev.jong.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Certificates and keys as kubeconfigs carry them (RFC 7468).
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END");
    private static final byte[] VERSION_ZERO = {2, 1, 0};
    private static final byte[] RSA = {
        0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    private static final byte[] EC_PUBLIC_KEY = {
        6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
    };

    private Pem() {}

    static List<X509Certificate> certificates(byte[] pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new KubeconfigException("not a PEM certificate: " + e.getMessage(), e);
        }
    }

    /// PKCS#8, PKCS#1 (RSA) or SEC1 (EC), not encrypted.
    static PrivateKey key(byte[] pem) {
        var matcher = KEY.matcher(new String(pem, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new KubeconfigException("not a PEM private key");
        }
        var der = Base64.getMimeDecoder().decode(matcher.group(2));
        var encoded =
                switch (matcher.group(1)) {
                    case "RSA PRIVATE KEY" -> pkcs8(RSA, der);
                    case "EC PRIVATE KEY" -> pkcs8(der(0x30, EC_PUBLIC_KEY, curve(der)), der);
                    default -> der;
                };
        return decoded(encoded);
    }

    private static PrivateKey decoded(byte[] pkcs8) {
        for (var algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException _) {
                // not of this kind: try the next
            }
        }
        throw new KubeconfigException("a private key of an unknown kind");
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return der(0x30, VERSION_ZERO, algorithm, der(4, key));
    }

    /// The curve's object identifier within a SEC1 key: the content of its field [0].
    private static byte[] curve(byte[] sec1) {
        for (int i = 0; i + 3 < sec1.length; i++) {
            int length = sec1[i + 1];
            if (sec1[i] == (byte) 0xa0
                    && sec1[i + 2] == 6
                    && sec1[i + 3] == length - 2
                    && i + 2 + length <= sec1.length) {
                return Arrays.copyOfRange(sec1, i + 2, i + 2 + length);
            }
        }
        throw new KubeconfigException("an EC key that does not name its curve");
    }

    private static byte[] der(int tag, byte[]... parts) {
        var body = new ByteArrayOutputStream();
        for (var part : parts) {
            body.writeBytes(part);
        }
        int length = body.size();
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }
}
