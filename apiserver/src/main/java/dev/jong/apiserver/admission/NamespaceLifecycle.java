package dev.jong.apiserver.admission;

import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import java.util.List;
import java.util.Set;

/// Lets nothing into namespaces that are not there or are going, and keeps the system's own.
final class NamespaceLifecycle implements Admission {
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final Cluster cluster;

    NamespaceLifecycle(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        check(request);
        return object;
    }

    private void check(AdmissionRequest request) {
        boolean ofNamespaces = request.isFor(Namespace.KIND);
        if (ofNamespaces || request.resource().equals("namespaces")) {
            if (request.operation() == Operation.DELETE && IMMORTAL.contains(request.name())) {
                throw ApiException.forbidden(
                        new GroupResource("", "namespaces"),
                        request.name(),
                        "this namespace may not be deleted");
            }
            return;
        }
        boolean review = request.resource().equals("localsubjectaccessreviews");
        if (request.namespace().isEmpty()
                || review
                || request.operation() == Operation.DELETE
                || request.operation() == Operation.UPDATE) {
            return;
        }
        var namespace =
                cluster.find(Namespace.KIND, "", request.namespace())
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        new GroupResource("", "namespaces"), request.namespace()));
        if ("Terminating".equals(namespace.status().phase())
                && request.operation() == Operation.CREATE) {
            throw terminating(request);
        }
    }

    private static ApiException terminating(AdmissionRequest request) {
        var refused =
                Refusal.of(
                        request,
                        "unable to create new content in namespace "
                                + request.namespace()
                                + " because it is being terminated");
        var failure = refused.failure();
        var details = failure.details();
        var cause =
                new Failure.Cause(
                        "NamespaceTerminating",
                        "namespace " + request.namespace() + " is being terminated",
                        "metadata.namespace");
        return details == null
                ? refused
                : ApiException.of(failure.withDetails(details.withCauses(List.of(cause))));
    }
}
