package dev.jong.cluster.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A new key, and the wish (PKCS#10, RFC 2986) that an authority sign it.
public final class CertificateRequest {
    private static final String LABEL = "CERTIFICATE REQUEST";

    private final KeyPair keys;
    private final byte[] encoded;

    private CertificateRequest(KeyPair keys, byte[] encoded) {
        this.keys = keys;
        this.encoded = encoded;
    }

    /// @param hosts names and addresses to serve under; none for a client
    public static CertificateRequest of(Subject subject, Collection<String> hosts) {
        var keys = Authority.newKeys();
        var builder =
                new JcaPKCS10CertificationRequestBuilder(
                        Authority.distinguishedName(subject), keys.getPublic());
        try {
            if (!hosts.isEmpty()) {
                var extensions = new ExtensionsGenerator();
                extensions.addExtension(
                        Extension.subjectAlternativeName, false, Authority.alternativeNames(hosts));
                builder.addAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new CertificateRequest(keys, builder.build(signer).getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "the certificate request of " + subject.user() + " cannot be made", e);
        }
    }

    public String pem() {
        return Pem.block(LABEL, encoded);
    }

    /// The key with the certificate that was made of it.
    ///
    /// @throws IllegalArgumentException if the certificate cannot be read, or is another key's
    public Credential signed(String certificatePem) {
        try {
            var certificate = Pem.certificate(certificatePem);
            if (!certificate.getPublicKey().equals(keys.getPublic())) {
                throw new IllegalArgumentException("the certificate is of another key");
            }
            return new Credential(certificate, keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
        }
    }

    /// Names and addresses that a request asks to serve under; none if it cannot be read.
    public static List<String> hosts(String pem) {
        try {
            var request = new PKCS10CertificationRequest(Pem.content(pem));
            var extensions =
                    request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
            if (extensions.length == 0) {
                return List.of();
            }
            var names =
                    GeneralNames.fromExtensions(
                            Extensions.getInstance(extensions[0].getAttributeValues()[0]),
                            Extension.subjectAlternativeName);
            return names == null
                    ? List.of()
                    : java.util.Arrays.stream(names.getNames())
                            .map(CertificateRequest::text)
                            .toList();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
            return List.of();
        }
    }

    private static String text(GeneralName name) {
        if (name.getTagNo() != GeneralName.iPAddress) {
            return name.getName().toString();
        }
        var octets = org.bouncycastle.asn1.ASN1OctetString.getInstance(name.getName()).getOctets();
        try {
            return java.net.InetAddress.getByAddress(octets).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + octets.length + " bytes", e);
        }
    }
}
