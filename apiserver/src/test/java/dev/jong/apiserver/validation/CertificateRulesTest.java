package dev.jong.apiserver.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | spec.signerName: Required value",
                "{} | spec.usages: Required value",
                "{request: YQ==} | spec.request: Invalid value: \"YQ==\": PEM block type must be CERTIFICATE REQUEST",
                "{usages: [bogus]} | spec.usages[0]: Unsupported value: \"bogus\"",
                "{usages: [any, any]} | spec.usages[1]: Duplicate value: \"any\"",
                "{signerName: a} | spec.signerName: Invalid value: \"a\": must be a fully qualified domain and path of the form 'example.com/signer-name'",
                "{signerName: a/b} | spec.signerName: Invalid value: \"a\": should be a domain with at least two segments separated by dots",
                "{signerName: kubernetes.io/legacy-unknown} | spec.signerName: Invalid value: \"kubernetes.io/legacy-unknown\": the legacy signerName is not allowed via this API version",
                "{expirationSeconds: 599} | spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)"
            })
    void findsWhatIsWrongWithARequest(String spec, String error) {
        assertThat(Wrong.with(CertificateSigningRequest.KIND, "{spec: " + spec + "}"))
                .anyMatch(found -> found.startsWith(error));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{type: Approved, status: 'True'}] | [] | status.conditions: Forbidden: updates may not add a condition of type \"Approved\"",
                "[] | [{type: Failed, status: 'True'}] | status.conditions: Forbidden: updates may not remove a condition of type \"Failed\"",
                "[{status: 'True'}] | [] | status.conditions[0].type: Required value",
                "[{type: Failed, status: 'False'}] | [] | status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\"",
                "[{type: a, status: x}] | [] | status.conditions[0].status: Unsupported value: \"x\": supported values: \"False\", \"True\", \"Unknown\""
            })
    void findsWhatIsWrongWithAStatus(String now, String old, String error) {
        assertThat(status(now, old)).containsExactly(error);
    }

    private static List<String> status(String now, String old) {
        return Wrong.texts(CertificateRules.status(with(now), with(old)));
    }

    private static CertificateSigningRequest with(String conditions) {
        return Wrong.read(
                CertificateSigningRequest.KIND, "{status: {conditions: " + conditions + "}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{type: Approved, status: 'True'}] | [] |",
                "[{type: Approved, status: 'True'}, {type: Denied, status: 'True'}] | [] | status.conditions: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive",
                "[] | [{type: Approved, status: 'True'}] | status.conditions: Forbidden: updates may not remove a condition of type \"Approved\""
            })
    void decidesOnce(String now, String old, String error) {
        assertThat(Wrong.texts(CertificateRules.approval(with(now), with(old))))
                .isEqualTo(error == null ? List.of() : List.of(error));
    }
}
