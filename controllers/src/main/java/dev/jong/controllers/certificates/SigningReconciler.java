package dev.jong.controllers.certificates;

import dev.jong.api.Bytes;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestCondition;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerConfig;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Signs approved requests for the four signers of `kubernetes.io`.
public final class SigningReconciler implements Reconciler<CertificateSigningRequest> {
    private static final Set<String> CLIENT_USAGES =
            Set.of("client auth", "digital signature", "key encipherment");

    private static final int WORKERS = 5;
    private static final Set<String> SIGNERS =
            Set.of(
                    "kubernetes.io/kube-apiserver-client",
                    "kubernetes.io/kube-apiserver-client-kubelet",
                    "kubernetes.io/kubelet-serving",
                    "kubernetes.io/legacy-unknown");

    private final ResourceClient<CertificateSigningRequest> requests;
    private final ControllerConfig config;
    private final InstantSource clock;

    private SigningReconciler(ControllerContext context) {
        this.requests = context.client().resources(CertificateSigningRequest.KIND);
        this.config = context.config();
        this.clock = context.clock();
    }

    public static Controller<CertificateSigningRequest> controller(ControllerContext context) {
        return Controller.of(
                        "csrsigning",
                        CertificateSigningRequest.KIND,
                        new SigningReconciler(context))
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome reconcile(CertificateSigningRequest request) {
        var authority = config.signing();
        boolean open =
                request.status().certificate().isEmpty()
                        && !has(request, "Failed")
                        && !has(request, "Denied");
        if (authority == null
                || !open
                || !has(request, "Approved")
                || !SIGNERS.contains(request.spec().signerName())) {
            return Outcome.done();
        }
        var parsed = Request.of(request);
        var refusal =
                parsed.isEmpty() ? "unable to parse the request" : refusal(request, parsed.get());
        if (!refusal.isEmpty()) {
            requests.updateStatus(failed(request, refusal));
            return Outcome.done();
        }
        var pem = new Signer(authority, clock).sign(request, parsed.orElseThrow());
        requests.updateStatus(
                request.mapStatus(status -> status.withCertificate(Bytes.ofUtf8(pem))));
        return Outcome.done();
    }

    static boolean has(CertificateSigningRequest request, String condition) {
        return request.status().conditions().stream()
                .anyMatch(each -> each.type().equals(condition) && !each.status().equals("False"));
    }

    /// Why a signer must not sign; "" if it may.
    private static String refusal(CertificateSigningRequest request, Request parsed) {
        return switch (request.spec().signerName()) {
            case "kubernetes.io/kube-apiserver-client" -> clientUsages(request.spec().usages());
            case "kubernetes.io/kube-apiserver-client-kubelet" ->
                    parsed.isNodeClient(request)
                            ? ""
                            : "the request is not a kubelet's client certificate";
            case "kubernetes.io/kubelet-serving" ->
                    parsed.isNodeServer(request)
                            ? ""
                            : "the request is not a kubelet's serving certificate";
            default -> "";
        };
    }

    /// A client's certificate is good for nothing else: it serves no one, and signs no other.
    private static String clientUsages(List<String> usages) {
        return usages.stream()
                .filter(usage -> !CLIENT_USAGES.contains(usage))
                .findFirst()
                .map(usage -> "invalid usage for client certificate: " + usage)
                .orElse(
                        usages.contains("client auth")
                                ? ""
                                : "missing required usage for client certificate: client auth");
    }

    private CertificateSigningRequest failed(CertificateSigningRequest request, String why) {
        var conditions = new ArrayList<>(request.status().conditions());
        var now = clock.instant();
        conditions.add(
                CertificateSigningRequestCondition.builder()
                        .type("Failed")
                        .status("True")
                        .reason("SignerValidationFailure")
                        .message(why)
                        .lastUpdateTime(now)
                        .lastTransitionTime(now)
                        .build());
        return request.mapStatus(status -> status.withConditions(conditions));
    }
}
