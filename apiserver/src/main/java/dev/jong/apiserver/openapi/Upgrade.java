package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns a document of version 2 into one of version 3, for servers that do not have it.
final class Upgrade {
    private static final Set<String> OF_PARAMETER =
            Set.of("name", "in", "description", "required", "allowEmptyValue");
    private static final Set<String> BODIES = Set.of("consumes", "produces", "schemes");
    private static final JsonArray JSON_ONLY = JsonArray.of(new JsonText("application/json"));

    private Upgrade() {}

    /// @param document with `paths` and `definitions`
    static JsonObject version3(JsonObject info, JsonObject document) {
        var paths = new HashMap<String, JsonValue>();
        document.object("paths")
                .fields()
                .forEach((path, item) -> paths.put(path, path((JsonObject) item)));
        return JsonObject.EMPTY
                .with("openapi", "3.0.0")
                .with("info", info)
                .with("paths", moved(new JsonObject(paths)))
                .with(
                        "components",
                        JsonObject.of("schemas", moved(document.object("definitions"))));
    }

    private static JsonObject path(JsonObject item) {
        var fields = new HashMap<String, JsonValue>();
        item.fields()
                .forEach((name, value) -> {
                    switch (value) {
                        case JsonObject operation -> fields.put(name, operation(operation));
                        case JsonArray parameters when name.equals("parameters") ->
                                fields.put(name, parameters(parameters.items()));
                        default -> fields.put(name, value);
                    }
                });
        return new JsonObject(fields);
    }

    private static JsonObject operation(JsonObject operation) {
        var fields = new HashMap<>(operation.fields());
        fields.keySet().removeAll(BODIES);
        var others = new ArrayList<JsonValue>();
        for (var item : operation.array("parameters").items()) {
            var parameter = (JsonObject) item;
            if ("body".equals(parameter.text("in"))) {
                fields.put(
                        "requestBody",
                        JsonObject.of(
                                "content",
                                content(operation.array("consumes"), parameter.get("schema"))));
            } else {
                others.add(parameter);
            }
        }
        fields.remove("parameters");
        if (!others.isEmpty()) {
            fields.put("parameters", parameters(others));
        }
        var answers = new HashMap<String, JsonValue>();
        operation
                .object("responses")
                .fields()
                .forEach((code, value) -> {
                    var answer = (JsonObject) value;
                    var type = answer.get("schema");
                    answers.put(
                            code,
                            type == null
                                    ? answer
                                    : answer.without("schema")
                                            .with(
                                                    "content",
                                                    content(operation.array("produces"), type)));
                });
        fields.put("responses", new JsonObject(answers));
        return new JsonObject(fields);
    }

    private static JsonObject content(JsonArray mediaTypes, @Nullable JsonValue type) {
        var schema = JsonObject.of("schema", type == null ? JsonObject.EMPTY : type);
        var content = new HashMap<String, JsonValue>();
        for (var mediaType : (mediaTypes.size() == 0 ? JSON_ONLY : mediaTypes).items()) {
            content.put(((JsonText) mediaType).value(), schema);
        }
        return new JsonObject(content);
    }

    private static JsonArray parameters(List<JsonValue> all) {
        return new JsonArray(all.stream().map(item -> parameter((JsonObject) item)).toList());
    }

    private static JsonValue parameter(JsonObject parameter) {
        var own = new HashMap<String, JsonValue>();
        var schema = new HashMap<String, JsonValue>();
        parameter
                .fields()
                .forEach((name, value) ->
                        (OF_PARAMETER.contains(name) ? own : schema).put(name, value));
        own.put("schema", new JsonObject(schema));
        return new JsonObject(own);
    }

    private static JsonValue moved(JsonValue tree) {
        return switch (tree) {
            case JsonObject object -> {
                var fields = new HashMap<String, JsonValue>();
                object.fields()
                        .forEach((name, value) ->
                                fields.put(
                                        name,
                                        name.equals("$ref") && value instanceof JsonText(String to)
                                                ? new JsonText(
                                                        to.replace(
                                                                "#/definitions/",
                                                                "#/components/schemas/"))
                                                : moved(value)));
                yield new JsonObject(fields);
            }
            case JsonArray array ->
                    new JsonArray(array.items().stream().map(Upgrade::moved).toList());
            default -> tree;
        };
    }
}
