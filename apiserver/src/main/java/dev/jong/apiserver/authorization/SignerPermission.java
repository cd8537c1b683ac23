package dev.jong.apiserver.authorization;

import dev.jong.api.GoText;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Refusal;
import dev.jong.apiserver.request.User;

/// Who approves or signs a certificate must be allowed that for the signer in question
/// (`CertificateApproval`, `CertificateSigning`).
public final class SignerPermission implements Admission {
    private static final String GROUP = "certificates.k8s.io";

    private final Authorizer authorizer;
    private final Act act;

    /// What is done for a signer, each through a subresource of its own.
    public enum Act {
        APPROVE("approve", "approval"),
        SIGN("sign", "status");

        private final String verb;
        private final String subresource;

        Act(String verb, String subresource) {
            this.verb = verb;
            this.subresource = subresource;
        }
    }

    public SignerPermission(Authorizer authorizer, Act act) {
        this.authorizer = authorizer;
        this.act = act;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.kind().equals(CertificateSigningRequest.KIND)
                && request.subresource().equals(act.subresource);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof CertificateSigningRequest now)
                || !(request.old() instanceof CertificateSigningRequest old)) {
            return;
        }
        boolean signed =
                !now.status().certificate().equals(old.status().certificate())
                        || !now.status().conditions().equals(old.status().conditions());
        if (act == Act.APPROVE || signed) {
            demand(request, act.verb, old.spec().signerName());
        }
    }

    private void demand(AdmissionRequest request, String verb, String signer) {
        var domain = signer.split("/", 2)[0];
        if (!may(request.user(), verb, signer) && !may(request.user(), verb, domain + "/*")) {
            throw Refusal.of(
                    request,
                    "user not permitted to "
                            + verb
                            + " requests with signerName "
                            + GoText.quote(signer));
        }
    }

    private boolean may(User user, String verb, String signer) {
        return authorizer
                .decide(Attributes.resource(user, verb, GROUP, "signers", "", signer))
                .allowed();
    }
}
