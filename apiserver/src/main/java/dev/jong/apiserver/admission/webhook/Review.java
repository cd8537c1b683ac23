package dev.jong.apiserver.admission.webhook;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.admission.v1.AdmissionReview;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.GroupVersionKind;
import dev.jong.api.meta.v1.GroupVersionResource;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request as webhooks are told of it (`admission.k8s.io` AdmissionReview).
final class Review {
    static final String GROUP = "admission.k8s.io/";

    private static final Set<String> KNOWN = Set.of("v1", "v1beta1");

    private Review() {}

    /// The first version that a webhook understands and we do.
    static Optional<String> version(List<String> understood) {
        return understood.stream().filter(KNOWN::contains).findFirst();
    }

    /// The review that is sent. Both versions are written alike.
    static JsonObject sent(String version, dev.jong.api.admission.v1.AdmissionRequest request) {
        var review = new AdmissionReview(request, null);
        return ((JsonObject) Json.tree(review, AdmissionReview.CODEC))
                .with("apiVersion", GROUP + version)
                .with("kind", "AdmissionReview");
    }

    /// What a webhook sees of a request; without `uid`.
    static dev.jong.api.admission.v1.AdmissionRequest seen(
            Cluster cluster, AdmissionRequest request, Target target) {
        var asked = request.origin().resource();
        var kind = target.resource().equals(asked) ? target.kind() : asked;
        return dev.jong.api.admission.v1.AdmissionRequest.builder()
                .kind(kind(target.kind()))
                .resource(resource(target.resource()))
                .subResource(given(request.subresource()))
                .requestKind(kind(target.kind().equals(target.resource()) ? asked : kind))
                .requestResource(resource(asked))
                .requestSubResource(given(request.subresource()))
                .name(given(request.name()))
                .namespace(
                        given(
                                request.resource().equals("namespaces")
                                        ? request.name()
                                        : request.namespace()))
                .operation(request.operation().name())
                .userInfo(request.user().info())
                .object(tree(cluster, request.object(), target.kind()))
                .oldObject(tree(cluster, request.old(), target.kind()))
                .dryRun(request.dryRun())
                .options(request.origin().options().isEmpty() ? null : request.origin().options())
                .build();
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable JsonValue tree(
            Cluster cluster, @Nullable KubernetesObject object, Kind<?> kind) {
        return object == null ? null : tree(cluster.convert(object, kind));
    }

    /// With `apiVersion` and `kind`.
    @SuppressWarnings("unchecked")
    static <T extends KubernetesObject> JsonValue tree(T object) {
        return Json.tree(object, (Codec<T>) object.kind().codec());
    }

    private static GroupVersionKind kind(Kind<?> kind) {
        return new GroupVersionKind(kind.group(), kind.version(), kind.name());
    }

    private static GroupVersionResource resource(Kind<?> kind) {
        return new GroupVersionResource(kind.group(), kind.version(), kind.plural());
    }
}
