package dev.jong.apiserver.authorization;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import dev.jong.apiserver.request.User;

/// Lets nobody ask for a client certificate that may do everything
/// (`CertificateSubjectRestriction`).
public final class CertificateSubjects implements Admission {
    private static final String SIGNER = "kubernetes.io/kube-apiserver-client";

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.isFor(CertificateSigningRequest.KIND);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof CertificateSigningRequest asked)
                || !asked.spec().signerName().equals(SIGNER)) {
            return;
        }
        var subject = RequestedSubject.of(asked.spec().request());
        if (subject.isEmpty()) {
            throw Refusal.of(
                    request, "failed to parse CSR: PEM block type must be CERTIFICATE REQUEST");
        }
        if (subject.get().organizations().contains(User.MASTERS)) {
            throw Refusal.of(
                    request,
                    "use of " + SIGNER + " signer with system:masters group is not allowed");
        }
    }
}
