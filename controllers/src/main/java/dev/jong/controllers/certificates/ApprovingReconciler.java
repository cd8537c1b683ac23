package dev.jong.controllers.certificates;

import dev.jong.api.authorization.v1.ResourceAttributes;
import dev.jong.api.authorization.v1.SubjectAccessReview;
import dev.jong.api.authorization.v1.SubjectAccessReviewSpec;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestCondition;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.ArrayList;

/// Approves kubelets' client certificates for those who may have them.
public final class ApprovingReconciler implements Reconciler<CertificateSigningRequest> {
    private static final int WORKERS = 5;

    private final ResourceClient<CertificateSigningRequest> requests;
    private final ResourceClient<SubjectAccessReview> reviews;
    private final InstantSource clock;

    private ApprovingReconciler(ControllerContext context) {
        this.requests = context.client().resources(CertificateSigningRequest.KIND);
        this.reviews = context.client().resources(SubjectAccessReview.KIND);
        this.clock = context.clock();
    }

    public static Controller<CertificateSigningRequest> controller(ControllerContext context) {
        return Controller.of(
                        "csrapproving",
                        CertificateSigningRequest.KIND,
                        new ApprovingReconciler(context))
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome reconcile(CertificateSigningRequest request) {
        boolean decided =
                SigningReconciler.has(request, "Approved")
                        || SigningReconciler.has(request, "Denied");
        if (decided || !request.status().certificate().isEmpty()) {
            return Outcome.done();
        }
        var parsed = Request.of(request).filter(each -> each.isNodeClient(request));
        if (parsed.isEmpty()) {
            return Outcome.done();
        }
        boolean self = parsed.get().commonName().equals(request.spec().username());
        if (self && may(request, "selfnodeclient")) {
            approve(
                    request,
                    "Auto approving self kubelet client certificate after SubjectAccessReview.");
        } else if (may(request, "nodeclient")) {
            approve(
                    request,
                    "Auto approving kubelet client certificate after SubjectAccessReview.");
        }
        return Outcome.done();
    }

    private boolean may(CertificateSigningRequest request, String subresource) {
        var spec = request.spec();
        var review =
                SubjectAccessReview.builder()
                        .spec(
                                SubjectAccessReviewSpec.builder()
                                        .user(spec.username())
                                        .uid(spec.uid())
                                        .groups(spec.groups())
                                        .extra(spec.extra())
                                        .resourceAttributes(
                                                ResourceAttributes.builder()
                                                        .group("certificates.k8s.io")
                                                        .version("*")
                                                        .resource("certificatesigningrequests")
                                                        .verb("create")
                                                        .subresource(subresource)
                                                        .build())
                                        .build())
                        .build();
        return reviews.create(review).status().allowed();
    }

    private void approve(CertificateSigningRequest request, String message) {
        var conditions = new ArrayList<>(request.status().conditions());
        var now = clock.instant();
        conditions.add(
                CertificateSigningRequestCondition.builder()
                        .type("Approved")
                        .status("True")
                        .reason("AutoApproved")
                        .message(message)
                        .lastUpdateTime(now)
                        .lastTransitionTime(now)
                        .build());
        requests.updateSubresource(
                request.name(),
                "approval",
                request.mapStatus(status -> status.withConditions(conditions)),
                CertificateSigningRequest.KIND);
    }
}
