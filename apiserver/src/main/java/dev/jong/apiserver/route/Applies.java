package dev.jong.apiserver.route;

import dev.jong.api.GroupKind;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.custom.Pruning;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Body;
import dev.jong.http.HttpExchange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Server-side apply.
final class Applies {
    private static final String METADATA = "metadata";

    private Applies() {}

    static <T extends KubernetesObject> void apply(
            HttpExchange exchange,
            RequestInfo info,
            Verbs<T> verbs,
            Patching patching,
            WriteOptions options,
            Accepted accepted,
            InstantSource clock) {
        if (exchange.query().value("fieldManager").isEmpty()) {
            throw ApiException.invalid(
                    new GroupKind("meta.k8s.io", "PatchOptions"),
                    "",
                    List.of(
                            FieldError.required(
                                    FieldPath.of("fieldManager"), "is required for apply patch")));
        }
        var kind = verbs.resource().kind();
        var config = placed(patching.object(), info, kind);
        check(config, patching, kind);
        var applied =
                verbs.apply(info.namespace(), info.name(), info.subresource(), config, options);
        Reads.object(
                exchange,
                applied.created() ? 201 : 200,
                verbs.resource(),
                applied.version(),
                accepted,
                clock);
    }

    /// The configuration with the name and namespace of the URL, which it may leave out but not
    /// contradict.
    private static JsonObject placed(JsonObject config, RequestInfo info, Kind<?> kind) {
        var metadata = config.object(METADATA);
        if (metadata.has("managedFields") && !metadata.array("managedFields").items().isEmpty()) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        var name = metadata.text("name");
        if (name != null && !name.equals(info.name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + info.name()
                            + ")");
        }
        var named = metadata.without("managedFields").with("name", info.name());
        var placed =
                kind.namespaced() && !named.has("namespace")
                        ? named.with("namespace", info.namespace())
                        : named;
        return config.with(METADATA, placed)
                .with("apiVersion", version(config, kind))
                .with("kind", kind.name());
    }

    private static String version(JsonObject config, Kind<?> kind) {
        var given = config.text("apiVersion");
        return given == null ? kind.apiVersion() : given;
    }

    /// Apply cannot own what a custom kind's schema does not know.
    private static void demandDeclared(JsonObject config, Kind<?> kind) {
        var undeclared = new ArrayList<String>();
        Pruning.prune(config, kind.schema(), undeclared::add);
        if (!undeclared.isEmpty()) {
            var metadata = config.object(METADATA);
            var message =
                    "failed to create typed patch object ("
                            + (metadata.has("namespace") ? metadata.text("namespace") : "")
                            + "/"
                            + metadata.text("name")
                            + "; "
                            + kind
                            + "): ."
                            + undeclared.getFirst()
                            + ": field not declared in schema";
            throw ApiException.of(new Failure(500, "", message, null));
        }
    }

    /// Types must fit; unknown and doubled fields are reported as asked.
    private static void check(JsonObject config, Patching patching, Kind<?> kind) {
        var problems = new ArrayList<>(patching.duplicates());
        if (Patching.custom(kind)) {
            demandDeclared(config, kind);
        }
        Body.decodeTree(config, kind, patching.strictness(), problems);
        patching.strictness().report(problems);
    }
}
