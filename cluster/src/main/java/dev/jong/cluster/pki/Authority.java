package dev.jong.cluster.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs certificates. Keys are P-256: made in microseconds, understood by every client of
/// Kubernetes.
public final class Authority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration LIFE = Duration.ofDays(365);

    /// A client whose clock runs behind must still accept what was signed just now.
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential own;
    private final InstantSource clock;

    Authority(Credential own, InstantSource clock) {
        this.own = own;
        this.clock = clock;
    }

    public static Authority create(String name, InstantSource clock) {
        var keys = newKeys();
        var subject = distinguishedName(Subject.of(name));
        try {
            var builder =
                    builder(subject, subject, keys.getPublic(), clock.instant(), AUTHORITY_LIFE);
            var extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(
                            KeyUsage.digitalSignature
                                    | KeyUsage.keyEncipherment
                                    | KeyUsage.keyCertSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            return new Authority(
                    new Credential(sign(builder, keys.getPrivate()), keys.getPrivate()), clock);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("the certificate of " + name + " cannot be made", e);
        }
    }

    public Credential credential() {
        return own;
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public String certificatePem() {
        return own.certificatePem();
    }

    /// A certificate with which the subject speaks to servers.
    public Credential client(Subject subject) {
        return issue(subject, List.of(), KeyPurposeId.id_kp_clientAuth);
    }

    /// A certificate that serves under these host names and addresses.
    public Credential server(Subject subject, Collection<String> hosts) {
        return issue(subject, hosts, KeyPurposeId.id_kp_serverAuth);
    }

    /// A certificate that serves under these host names and addresses and is shown to others that
    /// do: members of etcd speak to each other.
    public Credential peer(Subject subject, Collection<String> hosts) {
        return issue(subject, hosts, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    }

    static GeneralNames alternativeNames(Collection<String> hosts) {
        return new GeneralNames(
                hosts.stream()
                        .map(host ->
                                new GeneralName(
                                        isAddress(host)
                                                ? GeneralName.iPAddress
                                                : GeneralName.dNSName,
                                        host))
                        .toArray(GeneralName[]::new));
    }

    static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    private Credential issue(Subject subject, Collection<String> hosts, KeyPurposeId... purposes) {
        var keys = newKeys();
        try {
            var issuer =
                    X500Name.getInstance(own.certificate().getSubjectX500Principal().getEncoded());
            var builder =
                    builder(
                            issuer,
                            distinguishedName(subject),
                            keys.getPublic(),
                            clock.instant(),
                            LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(own.certificate()));
            if (!hosts.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, alternativeNames(hosts));
            }
            return new Credential(sign(builder, own.key()), keys.getPrivate());
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException(
                    "the certificate of " + subject.user() + " cannot be made", e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(63, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(
            X509v3CertificateBuilder builder, java.security.PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    static X500Name distinguishedName(Subject subject) {
        var name = new X500NameBuilder(BCStyle.INSTANCE);
        for (var group : subject.groups()) {
            name.addRDN(BCStyle.O, group);
        }
        name.addRDN(BCStyle.CN, subject.user());
        return name.build();
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
