package dev.jong.controllers.certificates;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// What a PKCS#10 request asks for.
record Request(PKCS10CertificationRequest pkcs10) {
    /// Empty if it cannot be read.
    static Optional<Request> of(CertificateSigningRequest request) {
        try (var parser = new PEMParser(new StringReader(request.spec().request().utf8()))) {
            return parser.readObject() instanceof PKCS10CertificationRequest found
                    ? Optional.of(new Request(found))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    String commonName() {
        var names = pkcs10.getSubject().getRDNs(BCStyle.CN);
        return names.length == 0 ? "" : names[0].getFirst().getValue().toString();
    }

    List<String> organizations() {
        var found = new ArrayList<String>();
        for (var each : pkcs10.getSubject().getRDNs(BCStyle.O)) {
            found.add(each.getFirst().getValue().toString());
        }
        return found;
    }

    Optional<GeneralNames> alternativeNames() {
        for (var attribute :
                pkcs10.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
            var extensions = Extensions.getInstance(attribute.getAttrValues().getObjectAt(0));
            var names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            if (names != null) {
                return Optional.of(names);
            }
        }
        return Optional.empty();
    }

    /// A client certificate of a kubelet: `system:node:NAME` of `system:nodes`, for clients only.
    boolean isNodeClient(CertificateSigningRequest request) {
        var usages = request.spec().usages();
        return request.spec().signerName().equals("kubernetes.io/kube-apiserver-client-kubelet")
                && organizations().equals(List.of("system:nodes"))
                && commonName().startsWith("system:node:")
                && alternativeNames().isEmpty()
                && usages.contains("client auth")
                && usages.contains("digital signature")
                && List.of("client auth", "digital signature", "key encipherment")
                        .containsAll(usages);
    }
}
