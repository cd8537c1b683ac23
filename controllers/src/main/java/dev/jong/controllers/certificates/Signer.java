package dev.jong.controllers.certificates;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.controllers.ControllerConfig.Signing;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Turns a request into a certificate.
final class Signer {
    private static final Duration BACKDATE = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 127;

    private final Signing authority;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Signer(Signing authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /// Signs what the request asks for.
    ///
    /// @return PEM
    String sign(CertificateSigningRequest request, Request parsed) {
        var now = clock.instant();
        var wanted = request.spec().expirationSeconds();
        var validity =
                wanted != null && wanted < authority.validity().toSeconds()
                        ? Duration.ofSeconds(wanted)
                        : authority.validity();
        var end = now.plus(validity);
        var last = authority.certificate().getNotAfter().toInstant();
        try {
            var builder =
                    new X509v3CertificateBuilder(
                            X500Name.getInstance(
                                    authority.certificate().getSubjectX500Principal().getEncoded()),
                            new BigInteger(SERIAL_BITS, random),
                            Date.from(now.minus(BACKDATE)),
                            Date.from(end.isBefore(last) ? end : last),
                            parsed.pkcs10().getSubject(),
                            parsed.pkcs10().getSubjectPublicKeyInfo());
            extend(builder, request, parsed);
            var algorithm =
                    authority.key().getAlgorithm().equals("RSA")
                            ? "SHA256withRSA"
                            : "SHA256withECDSA";
            var signer = new JcaContentSignerBuilder(algorithm).build(authority.key());
            var certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
            return "-----BEGIN CERTIFICATE-----\n"
                    + encoder.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "cannot sign " + request.name() + ": " + e.getMessage(), e);
        }
    }

    private static void extend(
            X509v3CertificateBuilder builder, CertificateSigningRequest request, Request parsed)
            throws IOException {
        int usage = 0;
        var purposes = new ArrayList<KeyPurposeId>();
        for (var each : request.spec().usages()) {
            usage |= bit(each);
            switch (each) {
                case "server auth" -> purposes.add(KeyPurposeId.id_kp_serverAuth);
                case "client auth" -> purposes.add(KeyPurposeId.id_kp_clientAuth);
                case "code signing" -> purposes.add(KeyPurposeId.id_kp_codeSigning);
                case "email protection" -> purposes.add(KeyPurposeId.id_kp_emailProtection);
                case "timestamping" -> purposes.add(KeyPurposeId.id_kp_timeStamping);
                case "ocsp signing" -> purposes.add(KeyPurposeId.id_kp_OCSPSigning);
                default -> {}
            }
        }
        if (usage != 0) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        }
        if (!purposes.isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
        }
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        var names = parsed.alternativeNames();
        if (names.isPresent()) {
            builder.addExtension(Extension.subjectAlternativeName, false, names.get());
        }
    }

    private static int bit(String usage) {
        return switch (usage) {
            case "signing", "digital signature" -> KeyUsage.digitalSignature;
            case "content commitment" -> KeyUsage.nonRepudiation;
            case "key encipherment" -> KeyUsage.keyEncipherment;
            case "key agreement" -> KeyUsage.keyAgreement;
            case "data encipherment" -> KeyUsage.dataEncipherment;
            case "cert sign" -> KeyUsage.keyCertSign;
            case "crl sign" -> KeyUsage.cRLSign;
            case "encipher only" -> KeyUsage.encipherOnly;
            case "decipher only" -> KeyUsage.decipherOnly;
            default -> 0;
        };
    }
}
