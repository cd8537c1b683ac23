package dev.jong.http;

import java.math.BigInteger;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority for one test.
record TestAuthority(KeyPair keys, X509Certificate certificate) {
    record Identity(KeyPair keys, X509Certificate certificate) {}

    static TestAuthority create() throws Exception {
        var keys = newKeys();
        return new TestAuthority(keys, sign(keys, "CN=test-ca", keys, "CN=test-ca", null));
    }

    Identity issue(String name, KeyPurposeId purpose) throws Exception {
        var own = newKeys();
        return new Identity(
                own,
                sign(keys, certificate.getSubjectX500Principal().getName(), own, name, purpose));
    }

    TlsIdentity server(List<X509Certificate> clientAuthorities) throws Exception {
        var identity = issue("CN=localhost", KeyPurposeId.id_kp_serverAuth);
        return new TlsIdentity(
                identity.keys().getPrivate(), List.of(identity.certificate()), clientAuthorities);
    }

    /// Trusts this authority, and shows `identity` when given.
    SSLContext client(Identity... identity) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        for (var shown : identity) {
            own.setKeyEntry(
                    "me",
                    shown.keys().getPrivate(),
                    new char[0],
                    new X509Certificate[] {shown.certificate()});
        }
        var key = KeyManagerFactory.getInstance("PKIX");
        key.init(own, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyPair newKeys() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            KeyPair issuer, String issuerName, KeyPair subject, String name, KeyPurposeId purpose)
            throws Exception {
        var now = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(issuerName),
                        new BigInteger(64, new java.security.SecureRandom()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofHours(1))),
                        new X500Name(name),
                        subject.getPublic());
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(purpose == null));
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            new GeneralName[] {
                                new GeneralName(GeneralName.dNSName, "localhost"),
                                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                            }));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(issuer.getPrivate())));
    }

    static Socket plainSocket(HttpServer server) throws Exception {
        return new Socket("127.0.0.1", server.port());
    }
}
