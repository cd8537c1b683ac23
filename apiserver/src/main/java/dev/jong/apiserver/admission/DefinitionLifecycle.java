package dev.jong.apiserver.admission;

import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.ApiException;

/// Lets no custom object be created whose definition is to go: its objects are being deleted.
final class DefinitionLifecycle implements Admission {
    private final Cluster cluster;

    DefinitionLifecycle(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.object() instanceof Unstructured;
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        check(request);
        return object;
    }

    @Override
    public void validate(AdmissionRequest request) {
        check(request);
    }

    private void check(AdmissionRequest request) {
        var name = request.resource() + "." + request.kind().group();
        if (cluster.find(CustomResourceDefinition.KIND, "", name)
                .filter(DefinitionLifecycle::isTerminating)
                .isPresent()) {
            throw ApiException.forbidden(
                    new GroupResource(request.kind().group(), request.resource()),
                    request.name(),
                    "create not allowed while custom resource definition is terminating");
        }
    }

    private static boolean isTerminating(CustomResourceDefinition definition) {
        return definition.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Terminating")
                                && condition.status().equals("True"));
    }
}
