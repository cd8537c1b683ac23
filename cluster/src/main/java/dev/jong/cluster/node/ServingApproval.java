package dev.jong.cluster.node;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestCondition;
import dev.jong.client.Client;
import dev.jong.client.ResourceClient;
import dev.jong.client.SharedInformers;
import dev.jong.cluster.pki.CertificateRequest;
import dev.jong.foundation.Metrics;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.List;

/// Approves serving certificates for kubelets that ask for their own name. Upstream leaves that to
/// the administrator: no plain request proves that an address belongs to a node. Here machines join
/// by a secret, and a kubelet that asks has a certificate that names it.
public final class ServingApproval implements Reconciler<CertificateSigningRequest> {
    private static final String SIGNER = "kubernetes.io/kubelet-serving";
    private static final String NODE = "system:node:";

    private final ResourceClient<CertificateSigningRequest> requests;
    private final InstantSource clock;

    private ServingApproval(Client client, InstantSource clock) {
        this.requests = client.resources(CertificateSigningRequest.KIND);
        this.clock = clock;
    }

    /// Approves until it is closed. The client stays the caller's.
    public static AutoCloseable start(Client client, InstantSource clock, Metrics metrics) {
        var controller =
                Controller.of(
                                "kubeletservingapproval",
                                CertificateSigningRequest.KIND,
                                new ServingApproval(client, clock))
                        .build();
        var informers = new SharedInformers(client);
        controller.prepare(informers);
        informers.start();
        controller.start(informers, clock, metrics);
        return () -> {
            controller.close();
            informers.close();
        };
    }

    @Override
    public Outcome reconcile(CertificateSigningRequest request) {
        if (!request.status().conditions().isEmpty() || !isOwn(request)) {
            return Outcome.done();
        }
        var now = clock.instant();
        var approved =
                CertificateSigningRequestCondition.builder()
                        .type("Approved")
                        .status("True")
                        .reason("AutoApproved")
                        .message("Auto approving the serving certificate of a kubelet that joined.")
                        .lastUpdateTime(now)
                        .lastTransitionTime(now)
                        .build();
        requests.updateSubresource(
                request.name(),
                "approval",
                request.mapStatus(status -> status.withConditions(List.of(approved))),
                CertificateSigningRequest.KIND);
        return Outcome.done();
    }

    /// Whether a node asks to serve under its own name.
    static boolean isOwn(CertificateSigningRequest request) {
        var spec = request.spec();
        var user = spec.username();
        return spec.signerName().equals(SIGNER)
                && user != null
                && user.startsWith(NODE)
                && spec.groups().contains("system:nodes")
                && CertificateRequest.hosts(spec.request().utf8())
                        .contains(user.substring(NODE.length()));
    }
}
