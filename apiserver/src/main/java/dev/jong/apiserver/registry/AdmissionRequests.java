package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.AdmissionRequest.Origin;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Rounds;
import dev.jong.apiserver.request.RequestContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What plugins are told of the verbs of one resource.
final class AdmissionRequests {
    private static final String META = "meta.k8s.io/v1";

    private final Kind<?> resource;
    private volatile @Nullable Options last;

    AdmissionRequests(Kind<?> resource) {
        this.resource = resource;
    }

    AdmissionRequest create(KubernetesObject object, WriteOptions options) {
        var written = written("CreateOptions", options);
        return request(Operation.CREATE, "", object, null, options, written);
    }

    /// @param now of the kind that the subresource's body has
    AdmissionRequest update(
            String subresource, KubernetesObject now, KubernetesObject old, WriteOptions options) {
        var written = written("UpdateOptions", options);
        return request(Operation.UPDATE, subresource, now, old, options, written);
    }

    AdmissionRequest delete(KubernetesObject old, DeleteOptions delete, WriteOptions options) {
        var written =
                ((JsonObject) Json.tree(delete, DeleteOptions.CODEC))
                        .with("kind", "DeleteOptions")
                        .with("apiVersion", META);
        return request(Operation.DELETE, "", null, old, options, written);
    }

    /// The options of one write; the next one mostly has the same.
    private record Options(String kind, String manager, boolean dryRun, JsonObject json) {
        boolean isOf(String otherKind, WriteOptions options) {
            return kind.equals(otherKind)
                    && manager.equals(options.fieldManager())
                    && dryRun == options.dryRun();
        }
    }

    private JsonObject written(String kind, WriteOptions options) {
        var known = last;
        if (known == null || !known.isOf(kind, options)) {
            known =
                    new Options(
                            kind, options.fieldManager(), options.dryRun(), json(kind, options));
            last = known;
        }
        return known.json;
    }

    private static JsonObject json(String kind, WriteOptions options) {
        var written = JsonObject.EMPTY.with("kind", kind).with("apiVersion", META);
        if (!options.fieldManager().isEmpty()) {
            written = written.with("fieldManager", options.fieldManager());
        }
        return options.dryRun()
                ? written.with("dryRun", new JsonArray(List.of(new JsonText("All"))))
                : written;
    }

    private AdmissionRequest request(
            Operation operation,
            String subresource,
            @Nullable KubernetesObject object,
            @Nullable KubernetesObject old,
            WriteOptions options,
            JsonObject written) {
        var about = old == null ? Objects.requireNonNull(object) : old;
        return new AdmissionRequest(
                operation,
                about.kind(),
                resource.plural(),
                subresource,
                Metadata.namespace(about.metadata()),
                Metadata.name(about.metadata()),
                object,
                old,
                options.dryRun(),
                RequestContext.current().user(),
                new Origin(Objects.requireNonNullElse(options.version(), resource), written),
                new Rounds());
    }
}
