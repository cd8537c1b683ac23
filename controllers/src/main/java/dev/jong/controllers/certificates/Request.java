package dev.jong.controllers.certificates;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
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

    /// The last one, as Go's `pkix.Name` has it; empty when there is none.
    String commonName() {
        var names = values(BCStyle.CN);
        return names.isEmpty() ? "" : names.getLast();
    }

    List<String> organizations() {
        return values(BCStyle.O);
    }

    /// The texts of a type, as they are in the name; also of those that share a set. As the API
    /// server reads the certificate (its `CertificateName`): a text that only one of the two sees
    /// would let somebody ask for one name and be taken for another.
    private List<String> values(ASN1ObjectIdentifier type) {
        var values = new ArrayList<String>();
        for (var set : pkcs10.getSubject().getRDNs()) {
            for (var part : set.getTypesAndValues()) {
                if (part.getType().equals(type) && isText(part.getValue())) {
                    values.add(((ASN1String) part.getValue()).getString());
                }
            }
        }
        return values;
    }

    private static boolean isText(ASN1Encodable value) {
        return value instanceof ASN1UTF8String
                || value instanceof ASN1PrintableString
                || value instanceof ASN1IA5String
                || value instanceof ASN1T61String
                || value instanceof ASN1BMPString
                || value instanceof ASN1NumericString;
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
        return request.spec().signerName().equals("kubernetes.io/kube-apiserver-client-kubelet")
                && namesNode()
                && alternativeNames().isEmpty()
                && isOnlyFor("client auth", request);
    }

    /// A serving certificate of a kubelet, for servers of some name or address only: it must not do
    /// as a client's.
    boolean isNodeServer(CertificateSigningRequest request) {
        var kinds =
                alternativeNames().stream()
                        .flatMap(names -> Arrays.stream(names.getNames()))
                        .map(GeneralName::getTagNo)
                        .toList();
        return namesNode()
                && (kinds.contains(GeneralName.dNSName) || kinds.contains(GeneralName.iPAddress))
                && !kinds.contains(GeneralName.rfc822Name)
                && !kinds.contains(GeneralName.uniformResourceIdentifier)
                && isOnlyFor("server auth", request);
    }

    private boolean namesNode() {
        return organizations().equals(List.of("system:nodes"))
                && commonName().startsWith("system:node:");
    }

    /// With what goes with every key exchange.
    private static boolean isOnlyFor(String usage, CertificateSigningRequest request) {
        var usages = Set.copyOf(request.spec().usages());
        return usages.equals(Set.of("digital signature", usage))
                || usages.equals(Set.of("digital signature", "key encipherment", usage));
    }
}
