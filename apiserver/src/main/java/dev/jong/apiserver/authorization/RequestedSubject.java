package dev.jong.apiserver.authorization;

import dev.jong.api.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// Whom a certificate is asked for.
record RequestedSubject(String commonName, List<String> organizations) {
    RequestedSubject {
        organizations = List.copyOf(organizations);
    }

    /// @param pem a PKCS#10 request; empty when it is none
    static Optional<RequestedSubject> of(Bytes pem) {
        try (var parser = new PEMParser(new StringReader(pem.utf8()))) {
            return parser.readObject() instanceof PKCS10CertificationRequest request
                    ? Optional.of(of(request.getSubject()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static RequestedSubject of(X500Name name) {
        var names = values(name, BCStyle.CN);
        return new RequestedSubject(
                names.isEmpty() ? "" : names.getLast(), values(name, BCStyle.O));
    }

    private static List<String> values(X500Name name, ASN1ObjectIdentifier type) {
        var values = new ArrayList<String>();
        for (var part : name.getRDNs(type)) {
            for (var each : part.getTypesAndValues()) {
                if (each.getType().equals(type)) {
                    values.add(IETFUtils.valueToString(each.getValue()));
                }
            }
        }
        return values;
    }
}
