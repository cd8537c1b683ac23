package dev.jong.apiserver.authorization;

import dev.jong.api.Bytes;
import dev.jong.apiserver.authentication.CertificateName;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// Whom a certificate is asked for.
final class RequestedSubject {
    private RequestedSubject() {}

    /// @param pem a PKCS#10 request; empty when it is none
    static Optional<CertificateName> of(Bytes pem) {
        try (var parser = new PEMParser(new StringReader(pem.utf8()))) {
            return parser.readObject() instanceof PKCS10CertificationRequest request
                    ? Optional.of(CertificateName.of(request.getSubject()))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
