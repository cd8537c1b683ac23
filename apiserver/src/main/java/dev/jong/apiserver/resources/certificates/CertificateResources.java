package dev.jong.apiserver.resources.certificates;

import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestStatus;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.request.RequestContext;
import java.util.List;
import java.util.TreeMap;

/// The certificates.k8s.io group.
public final class CertificateResources {
    public static final Resource<CertificateSigningRequest> SIGNING_REQUESTS =
            Resource.of(CertificateSigningRequest.KIND)
                    .beforeCreate(CertificateResources::asked)
                    .beforeUpdate((now, old) -> now.withSpec(old.spec()))
                    .status(CertificateResources::takeStatus)
                    .subresource(
                            new Subresource.Part<>(
                                    "approval",
                                    (now, old) ->
                                            old.withStatus(
                                                    old.status()
                                                            .withConditions(
                                                                    now.status().conditions())),
                                    (_, _) -> List.of(),
                                    true))
                    .field("spec.signerName", request -> request.spec().signerName())
                    .build();

    private CertificateResources() {}

    /// Records who asks; whatever the body says about that is overwritten.
    private static CertificateSigningRequest asked(CertificateSigningRequest request) {
        var user = RequestContext.current().user();
        var spec =
                request.spec().toBuilder()
                        .username(user.name())
                        .uid(user.uid())
                        .groups(user.groups())
                        .extra(new TreeMap<>(user.extra()))
                        .build();
        return request.withSpec(spec).withStatus(CertificateSigningRequestStatus.EMPTY);
    }

    /// The certificate and other conditions; approval and denial have a way of their own.
    private static CertificateSigningRequest takeStatus(
            CertificateSigningRequest from, CertificateSigningRequest into) {
        return into.withStatus(from.status());
    }
}
