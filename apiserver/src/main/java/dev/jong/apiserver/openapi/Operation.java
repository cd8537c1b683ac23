package dev.jong.apiserver.openapi;

import dev.jong.api.Kind;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one method on one path does.
///
/// @param method in lower case
/// @param action what `x-kubernetes-action` says; empty for none
/// @param kind what `x-kubernetes-group-version-kind` says; null for none
/// @param body the type of the request's body; empty for none
/// @param answer the type of the answer's body; empty for text
/// @param codes besides 200
record Operation(
        String method,
        String id,
        String description,
        String action,
        @Nullable Kind<?> kind,
        List<Parameter> parameters,
        String body,
        String answer,
        List<Integer> codes,
        Media media) {

    /// What is sent and answered.
    enum Media {
        OBJECT,
        /// Which groups and versions there are.
        GROUPS,
        STREAM,
        /// What custom resources come in: nobody knows their protobuf.
        CUSTOM,
        TEXT,
        JSON,
        KEY_SET,
        ANYTHING;

        /// @param cbor whether CBOR is spoken where there are types for it (KEP-4222)
        List<String> types(boolean cbor) {
            var more = cbor ? inCbor() : List.<String>of();
            return Stream.concat(types().stream(), more.stream()).toList();
        }

        private List<String> inCbor() {
            return switch (this) {
                case OBJECT, TEXT -> List.of("application/cbor");
                case STREAM -> List.of("application/cbor", "application/cbor-seq");
                case GROUPS, CUSTOM, JSON, KEY_SET, ANYTHING -> List.of();
            };
        }

        private List<String> types() {
            return switch (this) {
                case OBJECT, GROUPS ->
                        List.of(
                                "application/json",
                                "application/vnd.kubernetes.protobuf",
                                "application/yaml");
                case STREAM ->
                        List.of(
                                "application/json",
                                "application/json;stream=watch",
                                "application/vnd.kubernetes.protobuf",
                                "application/vnd.kubernetes.protobuf;stream=watch",
                                "application/yaml");
                case CUSTOM -> List.of("application/json", "application/yaml");
                case TEXT ->
                        List.of(
                                "text/plain",
                                "application/json",
                                "application/vnd.kubernetes.protobuf",
                                "application/yaml");
                case JSON -> List.of("application/json");
                case KEY_SET -> List.of("application/jwk-set+json");
                case ANYTHING -> List.of("*/*");
            };
        }
    }

    private static final List<String> PATCHES =
            List.of(
                    "application/apply-patch+yaml",
                    "application/json-patch+json",
                    "application/merge-patch+json",
                    "application/strategic-merge-patch+json");

    /// Without strategic merge, which needs types.
    private static final List<String> CUSTOM_PATCHES = PATCHES.subList(0, 3);

    private static final Map<Integer, String> MEANINGS =
            Map.of(200, "OK", 201, "Created", 202, "Accepted", 401, "Unauthorized");

    JsonObject text(
            Dialect dialect, String tag, Definitions definitions, Collection<Parameter> shared) {
        var out = new HashMap<String, JsonValue>();
        out.put("tags", JsonArray.of(new JsonText(tag)));
        out.put("description", new JsonText(description));
        out.put("operationId", new JsonText(id));
        var own =
                parameters.stream()
                        .filter(p -> !shared.contains(p))
                        .map(p -> (JsonValue) p.text(dialect))
                        .toList();
        switch (dialect) {
            case V2 -> addV2(out, definitions, new JsonArray(own));
            case V3 -> addV3(out, definitions, new JsonArray(own));
        }
        if (!action.isEmpty()) {
            out.put("x-kubernetes-action", new JsonText(action));
        }
        if (kind != null) {
            out.put(
                    "x-kubernetes-group-version-kind",
                    Definitions.groupVersionKind(kind, kind.name()));
        }
        return new JsonObject(out);
    }

    /// What discovers the API, without an action, is described by what it answers with, and by
    /// nothing where that is text.
    private List<String> consumes(boolean cbor) {
        if (action.isEmpty()) {
            return answer.isEmpty() ? List.of() : media.types(cbor);
        }
        return sent(cbor);
    }

    private List<String> sent(boolean cbor) {
        boolean patch = method.equals("patch") && !body.isEmpty();
        if (media == Media.CUSTOM) {
            return patch ? CUSTOM_PATCHES : media.types(cbor);
        }
        if (!patch) {
            return List.of("*/*");
        }
        return cbor
                ? Stream.concat(PATCHES.stream(), Stream.of("application/apply-patch+cbor"))
                        .toList()
                : PATCHES;
    }

    private void addV2(Map<String, JsonValue> out, Definitions definitions, JsonArray own) {
        var consumes = consumes(definitions.cbor());
        if (!consumes.isEmpty()) {
            out.put("consumes", texts(consumes));
        }
        out.put("produces", texts(media.types(definitions.cbor())));
        out.put("schemes", texts(List.of("https")));
        var all = own;
        if (!body.isEmpty()) {
            var parameter =
                    JsonObject.EMPTY
                            .with("name", "body")
                            .with("in", "body")
                            .with("schema", definitions.reference(body));
            all =
                    all.plus(
                            method.equals("delete")
                                    ? parameter
                                    : parameter.with("required", JsonBoolean.TRUE));
        }
        if (all.size() > 0) {
            out.put("parameters", all);
        }
        var responses = new TreeMap<String, JsonValue>();
        for (int code : codes()) {
            responses.put(
                    String.valueOf(code), meaning(code).with("schema", answerSchema(definitions)));
        }
        responses.put("401", meaning(401));
        out.put("responses", new JsonObject(responses));
    }

    private void addV3(Map<String, JsonValue> out, Definitions definitions, JsonArray own) {
        if (own.size() > 0) {
            out.put("parameters", own);
        }
        if (!body.isEmpty()) {
            var request =
                    JsonObject.of(
                            "content",
                            content(sent(definitions.cbor()), definitions.reference(body)));
            out.put(
                    "requestBody",
                    method.equals("delete") ? request : request.with("required", JsonBoolean.TRUE));
        }
        var responses = new TreeMap<String, JsonValue>();
        for (int code : codes()) {
            responses.put(
                    String.valueOf(code),
                    meaning(code)
                            .with(
                                    "content",
                                    content(
                                            media.types(definitions.cbor()),
                                            answerSchema(definitions))));
        }
        responses.put("401", meaning(401));
        out.put("responses", new JsonObject(responses));
    }

    private JsonObject answerSchema(Definitions definitions) {
        return answer.isEmpty()
                ? JsonObject.of("type", new JsonText("string"))
                : definitions.reference(answer);
    }

    private static JsonObject content(List<String> types, JsonObject schema) {
        var out = new TreeMap<String, JsonValue>();
        for (var type : types) {
            out.put(type, JsonObject.of("schema", schema));
        }
        return new JsonObject(out);
    }

    private static JsonObject meaning(int code) {
        return JsonObject.EMPTY.with("description", MEANINGS.getOrDefault(code, ""));
    }

    private static JsonArray texts(List<String> texts) {
        return new JsonArray(texts.stream().map(t -> (JsonValue) new JsonText(t)).toList());
    }
}
