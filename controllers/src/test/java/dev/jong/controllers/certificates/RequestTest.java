package dev.jong.controllers.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Bytes;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final String CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    private static final String SERVER = "kubernetes.io/kubelet-serving";
    private static final List<String> CLIENT_USAGES = List.of("digital signature", "client auth");
    private static final List<String> SERVER_USAGES = List.of("digital signature", "server auth");

    @Test
    void kubeletsAreClientsAsThemselves() throws Exception {
        assertThat(isClient("CN=system:node:a,O=system:nodes", CLIENT_USAGES)).isTrue();
        assertThat(isClient("CN=a,O=system:nodes", CLIENT_USAGES)).isFalse();
        assertThat(
                        isClient(
                                "CN=system:node:a,O=system:nodes",
                                List.of("digital signature", "client auth", "server auth")))
                .isFalse();
    }

    @Test
    void noFurtherGroupHidesBesideTheNodes() throws Exception {
        assertThat(isClient("CN=system:node:a,O=system:nodes+O=system:masters", CLIENT_USAGES))
                .isFalse();
        assertThat(isClient("O=system:nodes,O=system:masters,CN=system:node:a", CLIENT_USAGES))
                .isFalse();
        assertThat(isClient("O=system:nodes,O=system:masters+CN=system:node:a", CLIENT_USAGES))
                .isFalse();
    }

    @Test
    void theLastCommonNameIsWhoItIsFor() throws Exception {
        var request = parsed("CN=system:node:other,O=system:nodes,CN=system:node:own");
        assertThat(request.commonName()).isEqualTo("system:node:own");
    }

    /// Whoever is shown the certificate passes over it.
    @Test
    void whatIsNoTextIsNobodysName() throws Exception {
        var name =
                new X500NameBuilder()
                        .addRDN(BCStyle.O, "system:nodes")
                        .addRDN(BCStyle.CN, new DERUTF8String("system:node:other"))
                        .addRDN(BCStyle.CN, new DERVisibleString("system:node:own"))
                        .build();
        var request = asked(CLIENT, CLIENT_USAGES, pem(name));
        assertThat(Request.of(request).orElseThrow().commonName()).isEqualTo("system:node:other");
    }

    @Test
    void aServingCertificateIsForServersOnly() throws Exception {
        var host = new GeneralName(GeneralName.dNSName, "a.example");
        var mail = new GeneralName(GeneralName.rfc822Name, "a@a.example");
        assertThat(isServer(SERVER_USAGES, host)).isTrue();
        assertThat(isServer(SERVER_USAGES, host, mail)).isFalse();
        assertThat(isServer(SERVER_USAGES)).isFalse();
        assertThat(isServer(List.of("digital signature", "server auth", "client auth"), host))
                .isFalse();
        assertThat(isServer(List.of("server auth"), host)).isFalse();
    }

    private static boolean isClient(String subject, List<String> usages) throws Exception {
        return parsed(subject).isNodeClient(asked(CLIENT, usages, Bytes.EMPTY));
    }

    private static boolean isServer(List<String> usages, GeneralName... names) throws Exception {
        var request = asked(SERVER, usages, pem("CN=system:node:a,O=system:nodes", names));
        return Request.of(request).orElseThrow().isNodeServer(request);
    }

    private static Request parsed(String subject) throws Exception {
        return Request.of(asked(CLIENT, CLIENT_USAGES, pem(subject))).orElseThrow();
    }

    private static CertificateSigningRequest asked(
            String signer, List<String> usages, Bytes request) {
        return CertificateSigningRequest.builder()
                .spec(
                        CertificateSigningRequestSpec.builder()
                                .signerName(signer)
                                .usages(usages)
                                .request(request)
                                .build())
                .build();
    }

    private static Bytes pem(String subject, GeneralName... names) throws Exception {
        return pem(new X500Name(subject), names);
    }

    private static Bytes pem(X500Name subject, GeneralName... names)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var builder = new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic());
        if (names.length > 0) {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addAttribute(
                    PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        }
        var request =
                builder.build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(request);
        }
        return Bytes.ofUtf8(text.toString());
    }
}
