package dev.jong.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Bytes;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.request.User;
import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificatePluginsTest {
    private static final User SOMEBODY = User.of("somebody", List.of());

    @Test
    void approvingTakesPermissionForTheSigner() {
        var asked = new ArrayList<Attributes>();
        var plugin =
                new SignerPermission(
                        attributes -> {
                            asked.add(attributes);
                            return Authorizer.NO_OPINION;
                        },
                        SignerPermission.Act.APPROVE);
        var request = asked("example.com/signer", Bytes.EMPTY);
        assertThatThrownBy(() -> plugin.validate(update("approval", request, request)))
                .hasMessageEndingWith(
                        "user not permitted to approve requests with signerName"
                                + " \"example.com/signer\"");
        assertThat(asked)
                .extracting(each -> each.verb() + " " + each.resource() + " " + each.name())
                .containsExactly(
                        "approve signers example.com/signer", "approve signers example.com/*");
    }

    @Test
    void signingTakesPermissionForTheSigner() {
        var plugin = new SignerPermission(_ -> Authorizer.NO_OPINION, SignerPermission.Act.SIGN);
        var request = asked("example.com/signer", Bytes.EMPTY);
        var signed = request.mapStatus(status -> status.withCertificate(Bytes.ofUtf8("x")));
        assertThatThrownBy(() -> plugin.validate(update("status", signed, request)))
                .hasMessageContaining("user not permitted to sign requests");
        plugin.validate(update("status", request, request));
        new SignerPermission(_ -> new Decision.Allow(""), SignerPermission.Act.SIGN)
                .validate(update("status", signed, request));
    }

    @Test
    void nobodyGetsACertificateForEverything() throws Exception {
        var plugin = new CertificateSubjects();
        var signer = "kubernetes.io/kube-apiserver-client";
        assertThatThrownBy(() ->
                        plugin.validate(
                                create(asked(signer, pem("CN=me,O=system:masters,O=other")))))
                .hasMessageEndingWith(
                        "use of kubernetes.io/kube-apiserver-client signer with system:masters"
                                + " group is not allowed");
        plugin.validate(create(asked(signer, pem("CN=me,O=other"))));
        plugin.validate(create(asked("example.com/s", pem("CN=me,O=system:masters"))));
        assertThatThrownBy(() -> plugin.validate(create(asked(signer, Bytes.ofUtf8("no")))))
                .hasMessageContaining("failed to parse CSR");
    }

    private static Bytes pem(String subject)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var request =
                new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate()));
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(request);
        }
        return Bytes.ofUtf8(text.toString());
    }

    private static CertificateSigningRequest asked(String signer, Bytes request) {
        return LiveServer.read(CertificateSigningRequest.KIND, "metadata: {name: c}")
                .mapSpec(spec -> spec.withSignerName(signer).withRequest(request));
    }

    private static AdmissionRequest create(CertificateSigningRequest now) {
        return request(Operation.CREATE, "", now, null);
    }

    private static AdmissionRequest update(
            String subresource, CertificateSigningRequest now, CertificateSigningRequest old) {
        return request(Operation.UPDATE, subresource, now, old);
    }

    private static AdmissionRequest request(
            Operation operation,
            String subresource,
            CertificateSigningRequest now,
            @Nullable CertificateSigningRequest old) {
        return new AdmissionRequest(
                operation,
                now.kind(),
                now.kind().plural(),
                subresource,
                "",
                now.name(),
                now,
                old,
                false,
                SOMEBODY);
    }
}
