package dev.jong.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

class CertificateNameTest {
    @Test
    void theLastOfSeveralCommonNamesCounts() {
        var name =
                new X500NameBuilder()
                        .addRDN(BCStyle.CN, new DERUTF8String("system:node:other"))
                        .addRDN(BCStyle.O, new DERUTF8String("system:nodes"))
                        .addRDN(BCStyle.CN, new DERUTF8String("system:node:own"));
        assertThat(CertificateName.of(name.build()).commonName()).isEqualTo("system:node:own");
    }

    @Test
    void eachOrganizationOfASetCounts() {
        var name =
                new X500NameBuilder()
                        .addMultiValuedRDN(
                                new AttributeTypeAndValue[] {
                                    part(BCStyle.O, new DERUTF8String("system:nodes")),
                                    part(BCStyle.CN, new DERUTF8String("me")),
                                    part(BCStyle.O, new DERBMPString("system:masters"))
                                });
        var read = CertificateName.of(name.build());
        assertThat(read.organizations())
                .containsExactlyInAnyOrder("system:nodes", "system:masters");
        assertThat(read.commonName()).isEqualTo("me");
    }

    @Test
    void nothingIsAnEscape() {
        var name =
                new X500NameBuilder()
                        .addRDN(BCStyle.O, new DERUTF8String("system\\:masters"))
                        .addRDN(BCStyle.O, new DERUTF8String("one, two"))
                        .addRDN(BCStyle.CN, new DERUTF8String("sys\\tem:admin"));
        var read = CertificateName.of(name.build());
        assertThat(read.organizations()).containsExactly("system\\:masters", "one, two");
        assertThat(read.commonName()).isEqualTo("sys\\tem:admin");
    }

    @Test
    void whatIsNoTextIsPassedOver() {
        var name =
                new X500NameBuilder()
                        .addRDN(BCStyle.O, new DERUniversalString(new byte[] {0, 0, 0, 'a'}));
        var read = CertificateName.of(name.build());
        assertThat(read.organizations()).isEmpty();
        assertThat(read.commonName()).isEmpty();
    }

    private static AttributeTypeAndValue part(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new AttributeTypeAndValue(type, value);
    }
}
