package dev.jong.apiserver.admission;

import dev.jong.api.GroupKind;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.resource.v1.DeviceClaim;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import java.util.List;
import java.util.Optional;

/// Lets only namespaces that say so claim devices for their administration, past who uses them
/// (KEP-5018). Always on: upstream checks it as part of the kinds themselves.
final class DeviceAdminAccess implements Admission {
    private static final String LABEL = "resource.kubernetes.io/admin-access";

    private final Cluster cluster;

    DeviceAdminAccess(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return switch (request.operation()) {
            case CREATE ->
                    request.isFor(ResourceClaim.KIND) || request.isFor(ResourceClaimTemplate.KIND);
            case UPDATE ->
                    request.subresource().equals("status")
                            && request.kind().equals(ResourceClaim.KIND);
            case DELETE, CONNECT -> false;
        };
    }

    @Override
    public void validate(AdmissionRequest request) {
        var path = wanted(request);
        if (path.isEmpty() || allowed(request.namespace())) {
            return;
        }
        throw ApiException.invalid(
                new GroupKind(request.kind().group(), request.kind().name()),
                request.name(),
                List.of(
                        FieldError.forbidden(
                                path.get(),
                                "admin access to devices requires the `"
                                        + LABEL
                                        + ": true` label on the containing namespace")));
    }

    private boolean allowed(String namespace) {
        return cluster.find(Namespace.KIND, "", namespace)
                .filter(found -> "true".equals(found.metadata().labels().get(LABEL)))
                .isPresent();
    }

    /// Where administration is asked for that was not granted before.
    private static Optional<FieldPath> wanted(AdmissionRequest request) {
        return switch (request.object()) {
            case ResourceClaim claim when request.subresource().equals("status") ->
                    request.old() instanceof ResourceClaim old && granted(old).isPresent()
                            ? Optional.empty()
                            : granted(claim);
            case ResourceClaim claim -> asked(claim.spec().devices());
            case ResourceClaimTemplate template -> asked(template.spec().spec().devices());
            case null, default -> Optional.empty();
        };
    }

    private static Optional<FieldPath> asked(DeviceClaim claim) {
        for (int i = 0; i < claim.requests().size(); i++) {
            var exactly = claim.requests().get(i).exactly();
            if (exactly != null && Boolean.TRUE.equals(exactly.adminAccess())) {
                return Optional.of(
                        FieldPath.of("spec", "devices", "requests").index(i).child("adminAccess"));
            }
        }
        return Optional.empty();
    }

    private static Optional<FieldPath> granted(ResourceClaim claim) {
        var allocation = claim.status().allocation();
        if (allocation == null) {
            return Optional.empty();
        }
        var results = allocation.devices().results();
        for (int i = 0; i < results.size(); i++) {
            if (Boolean.TRUE.equals(results.get(i).adminAccess())) {
                return Optional.of(
                        FieldPath.of("status", "allocation", "devices", "results")
                                .index(i)
                                .child("adminAccess"));
            }
        }
        return Optional.empty();
    }
}
