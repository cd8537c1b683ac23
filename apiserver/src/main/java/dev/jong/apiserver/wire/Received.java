package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.defaults.Defaults;
import dev.jong.apiserver.request.RequestContext;
import java.util.function.UnaryOperator;

/// Tells the audit log what a body was understood as: without what is unknown, with what is not
/// said.
public final class Received {
    /// The version that upstream names for options.
    private static final String OPTIONS_VERSION = "meta.k8s.io/__internal";

    private Received() {}

    static <T extends KubernetesObject> void tell(T object, Kind<T> kind) {
        tell(object, kind, given -> Defaults.of(kind).apply(given));
    }

    /// @param defaults of the resource, which a custom one's kind does not know
    public static <T extends KubernetesObject> void tell(
            T object, Kind<T> kind, UnaryOperator<T> defaults) {
        RequestContext.current()
                .annotations()
                .received(() ->
                        named(
                                tree(defaults.apply(object), kind.codec()),
                                kind.name(),
                                kind.apiVersion()));
    }

    static <T> void tellOptions(T options, Codec<T> codec) {
        RequestContext.current()
                .annotations()
                .received(() -> named(tree(options, codec), "DeleteOptions", OPTIONS_VERSION));
    }

    private static <T> JsonObject tree(T value, Codec<T> codec) {
        return Json.tree(value, codec) instanceof JsonObject object ? object : JsonObject.EMPTY;
    }

    private static JsonObject named(JsonObject object, String kind, String apiVersion) {
        return object.with("kind", kind).with("apiVersion", apiVersion);
    }
}
