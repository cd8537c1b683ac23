package dev.jong.apiserver.authentication;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Whom a distinguished name means. A certificate and the request for it are read in the same way,
/// so that nobody is let ask for one name and taken for another.
public final class CertificateName {
    private final X500Name name;

    private CertificateName(X500Name name) {
        this.name = name;
    }

    public static CertificateName of(X500Name name) {
        return new CertificateName(name);
    }

    /// @param encoded DER
    public static CertificateName of(byte[] encoded) {
        return new CertificateName(X500Name.getInstance(encoded));
    }

    /// The last one, as Go's `pkix.Name` has it; empty when there is none.
    public String commonName() {
        var names = values(BCStyle.CN);
        return names.isEmpty() ? "" : names.getLast();
    }

    public List<String> organizations() {
        return values(BCStyle.O);
    }

    /// The texts of a type, also of those that share a set, as they are in the name: nothing in
    /// them is an escape. Whatever is no text is passed over.
    List<String> values(ASN1ObjectIdentifier type) {
        var values = new ArrayList<String>(2);
        for (var set : name.getRDNs()) {
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
}
