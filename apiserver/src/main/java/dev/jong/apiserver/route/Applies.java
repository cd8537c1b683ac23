package dev.jong.apiserver.route;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.registry.TypedConfig;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Strictness;
import dev.jong.http.HttpExchange;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

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
        var kind = verbs.resource().kind();
        var config = configuration(info, patching, kind);
        var applied =
                verbs.apply(info.namespace(), info.name(), info.subresource(), config, options);
        if (patching.strictness() == Strictness.WARN) {
            patching.duplicates().forEach(RequestContext.current().warnings()::add);
        }
        Reads.object(
                exchange,
                applied.created() ? 201 : 200,
                verbs.resource(),
                applied.version(),
                accepted,
                clock);
    }

    /// What `patching` asks to apply to the object of the URL.
    ///
    /// @param kind of the configuration
    static JsonObject configuration(RequestInfo info, Patching patching, Kind<?> kind) {
        var config = placed(patching.configuration(), info, kind);
        check(patching, kind);
        demandName(config.object(METADATA), info);
        return config;
    }

    /// The configuration with the namespace of the URL.
    private static JsonObject placed(JsonObject config, RequestInfo info, Kind<?> kind) {
        var metadata = config.object(METADATA);
        if (metadata.has("managedFields") && !metadata.array("managedFields").items().isEmpty()) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
        var own = metadata.without("managedFields");
        var placed =
                kind.namespaced() && !own.has("namespace")
                        ? own.with("namespace", info.namespace())
                        : own;
        return config.with(METADATA, placed)
                .with("apiVersion", version(config, kind))
                .with("kind", kind.name());
    }

    /// The name may be left out where an object has it already, but not contradict the URL.
    private static void demandName(JsonObject metadata, RequestInfo info) {
        var name = metadata.text("name");
        if (name != null && !name.equals(info.name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + info.name()
                            + ")");
        }
    }

    private static String version(JsonObject config, Kind<?> kind) {
        var given = config.text("apiVersion");
        return given == null ? kind.apiVersion() : given;
    }

    /// The configuration must say what it is, and have the types of that; nor may it say anything
    /// twice where the client is strict.
    private static void check(Patching patching, Kind<?> kind) {
        var config = patching.configuration();
        var version = config.text("apiVersion");
        if (!kind.name().equals(config.text("kind")) || !kind.apiVersion().equals(version)) {
            throw ApiException.badRequest(
                    "invalid object type: " + gvk(version, config.text("kind")));
        }
        var errors = TypedConfig.check(config, kind.schema());
        if (!errors.isEmpty()) {
            var metadata = config.object(METADATA);
            var message =
                    "failed to create typed patch object ("
                            + text(metadata, "namespace")
                            + "/"
                            + text(metadata, "name")
                            + "; "
                            + gvk(version, kind.name())
                            + "): "
                            + (errors.size() == 1
                                    ? errors.getFirst()
                                    : "errors:\n  " + String.join("\n  ", errors));
            throw ApiException.of(new Failure(500, "", message, null));
        }
        if (patching.strictness() == Strictness.STRICT && !patching.duplicates().isEmpty()) {
            throw ApiException.badRequest(
                    "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
                            + String.join("\n  ", patching.duplicates()));
        }
    }

    /// `/v1, Kind=Pod`
    private static String gvk(@Nullable String apiVersion, @Nullable String kind) {
        var version = apiVersion == null ? "" : apiVersion;
        return (version.contains("/") ? version : "/" + version)
                + ", Kind="
                + (kind == null ? "" : kind);
    }

    private static String text(JsonObject object, String name) {
        var text = object.text(name);
        return text == null ? "" : text;
    }
}
