package dev.jong.systemtests.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Brings paths into one form: every method with all its parameters written out, whether they stand
/// with the path, with the method, or are referred to. Left out is what upstream serves with alpha
/// features only: CBOR, and lists by shard.
final class Normal {
    private static final String PARAMETERS = "parameters";
    private static final String SHARED = "#/parameters/";
    private static final String SHARD = "shardSelector";
    private static final String CBOR = "cbor";

    private final JsonObject shared;

    private Normal(JsonObject document) {
        this.shared = document.object(PARAMETERS);
    }

    /// The paths of a document.
    static JsonObject paths(JsonObject document) {
        var normal = new Normal(document);
        var paths = new HashMap<String, JsonValue>();
        document.object("paths")
                .fields()
                .forEach((path, item) -> paths.put(path, normal.item((JsonObject) item)));
        return new JsonObject(paths);
    }

    private JsonObject item(JsonObject item) {
        var common = item.array(PARAMETERS);
        var methods = new HashMap<String, JsonValue>();
        item.without(PARAMETERS)
                .fields()
                .forEach((name, value) ->
                        methods.put(
                                name,
                                value instanceof JsonObject method
                                        ? method(method, common)
                                        : value));
        return new JsonObject(methods);
    }

    private JsonObject method(JsonObject method, JsonArray common) {
        var all = new TreeMap<String, JsonValue>();
        collect(common, all);
        collect(method.array(PARAMETERS), all);
        var normal = method.without(PARAMETERS);
        if (!all.isEmpty()) {
            normal = normal.with(PARAMETERS, new JsonObject(all));
        }
        for (var types : new String[] {"produces", "consumes"}) {
            if (normal.has(types)) {
                normal = normal.with(types, withoutCbor(normal.array(types)));
            }
        }
        return normal;
    }

    private void collect(JsonArray parameters, Map<String, JsonValue> into) {
        for (var item : parameters.items()) {
            var parameter = resolved((JsonObject) item);
            var name = String.valueOf(parameter.text("name"));
            if (!name.equals(SHARD)) {
                into.put(name + " in " + parameter.text("in"), parameter);
            }
        }
    }

    private JsonObject resolved(JsonObject parameter) {
        var reference = parameter.text("$ref");
        return reference != null && reference.startsWith(SHARED)
                ? shared.object(reference.substring(SHARED.length()))
                : parameter;
    }

    private static JsonArray withoutCbor(JsonArray types) {
        return new JsonArray(
                types.items().stream()
                        .filter(type -> !(type instanceof JsonText(String t) && t.contains(CBOR)))
                        .toList());
    }
}
