package dev.jong.apiserver.route;

import dev.jong.api.GroupKind;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.patch.GoValue;
import dev.jong.api.patch.JsonPatch;
import dev.jong.api.patch.MergePatch;
import dev.jong.api.patch.PatchFailed;
import dev.jong.api.patch.SchemaRules;
import dev.jong.api.patch.StrategicMergePatch;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.wire.Body;
import dev.jong.apiserver.wire.Decoding;
import dev.jong.apiserver.wire.Strictness;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// A patch as a client sends it, ready to be applied to whatever version is the newest.
public record Patching(Type type, JsonValue patch, List<String> duplicates, Strictness strictness) {
    public Patching {
        duplicates = List.copyOf(duplicates);
    }

    private static final String APPLY_CBOR = "application/apply-patch+cbor";

    private static final Pattern WRONG_TYPE =
            Pattern.compile("cannot unmarshal (\\w+) into Go .* of type (\\S+)$");

    /// The forms a patch can have, by their media types.
    public enum Type {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        APPLY("application/apply-patch+yaml");

        private final String mediaType;

        Type(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    /// For callers in this process, who made the patch themselves.
    public static Patching of(Type type, JsonValue patch) {
        return new Patching(type, patch, List.of(), Strictness.IGNORE);
    }

    static Patching read(HttpExchange exchange, Type type) {
        var bytes = Body.bytes(exchange);
        var strictness = Strictness.of(exchange);
        if (type == Type.APPLY) {
            return mediaType(exchange).equals(APPLY_CBOR)
                    ? readCborApply(bytes, strictness)
                    : readApply(bytes, strictness);
        }
        try {
            var problems = new ArrayList<String>();
            if (type == Type.JSON && strictness != Strictness.IGNORE) {
                PatchSteps.check(bytes, problems);
            }
            var patch =
                    type == Type.JSON
                            ? Json.parse(bytes)
                            : Json.read(bytes, Codecs.ANY, problems::add);
            return new Patching(type, patch, problems, strictness);
        } catch (JsonException e) {
            throw ApiException.badRequest(undecodable(type) + e.getMessage());
        }
    }

    private static String undecodable(Type type) {
        return type == Type.STRATEGIC ? "" : "error decoding patch: ";
    }

    private static Patching readApply(byte[] bytes, Strictness strictness) {
        try {
            var document = Yaml.readDocument(new String(bytes, StandardCharsets.UTF_8));
            return new Patching(Type.APPLY, document.value(), document.duplicates(), strictness);
        } catch (InvalidYaml e) {
            throw ApiException.badRequest(
                    "error decoding YAML: error converting YAML to JSON: " + e.getMessage());
        }
    }

    /// Upstream speaks of YAML here too.
    private static Patching readCborApply(byte[] bytes, Strictness strictness) {
        try {
            var tree = new JsonObject(Cbor.read(bytes, Codecs.map(Codecs.ANY)));
            return new Patching(Type.APPLY, tree, List.of(), strictness);
        } catch (JsonException e) {
            var why = String.valueOf(e.getMessage());
            throw ApiException.badRequest(
                    "error decoding YAML: "
                            + why.replace("map[string]string", "map[string]interface {}"));
        }
    }

    private static String mediaType(HttpExchange exchange) {
        var header = exchange.headers().value("Content-Type");
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip();
    }

    static Type type(HttpExchange exchange, boolean custom) {
        var name = mediaType(exchange);
        boolean cbor = RequestContext.current().cbor();
        if (cbor && name.equals(APPLY_CBOR)) {
            return Type.APPLY;
        }
        var offered = new ArrayList<String>();
        for (var type : Type.values()) {
            if (custom && type == Type.STRATEGIC) {
                continue;
            }
            if (type.mediaType.equals(name)) {
                return type;
            }
            offered.add(type.mediaType);
        }
        if (cbor) {
            offered.add(APPLY_CBOR);
        }
        throw custom
                ? ApiException.unsupportedMediaType(offered)
                : ApiException.of(
                        new Failure(
                                415, "UnsupportedMediaType", "415: Unsupported Media Type", null));
    }

    /// The object after the patch; what it lacks is refused or defaulted later.
    public <T extends KubernetesObject> T apply(T current, Kind<T> kind) {
        var tree = (JsonObject) Json.tree(current, kind.codec());
        var patched = forgetful(patched(tree, kind));
        var problems = new ArrayList<>(duplicates);
        try {
            if (type == Type.STRATEGIC) {
                var object = Decoding.body(patched, kind, strictness, problems);
                strictness.report(problems);
                return object;
            }
            var object = Decoding.tree(patched, kind, strictness, problems);
            if (isVersionless(patched, kind)) {
                throw refusedWithoutVersion((JsonObject) patched, current.name());
            }
            strictness.report(problems);
            return object;
        } catch (Body.Undecodable e) {
            throw unfit(patched, e.why());
        } catch (Strictness.Violated e) {
            throw unfit(patched, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isVersionless(JsonValue patched, Kind<?> kind) {
        return !custom(kind)
                && patched instanceof JsonObject object
                && Objects.requireNonNullElse(object.text("apiVersion"), "").isEmpty();
    }

    /// Who takes the version away leaves an object of no served version: upstream knows none of its
    /// fields, its name among them.
    private ApiException refusedWithoutVersion(JsonObject patched, String name) {
        var problems = new ArrayList<>(duplicates);
        patched.fields().keySet().stream()
                .filter(field -> !field.equals("apiVersion") && !field.equals("kind"))
                .forEach(field -> problems.add("unknown field \"" + field + '"'));
        strictness.report(problems);
        return ApiException.badRequest(
                "the name of the object ("
                        + name
                        + " based on URL) was undeterminable: name must be provided");
    }

    /// What a patch makes is no object of the kind.
    private ApiException unfit(JsonValue patched, String why) {
        boolean strategic = type == Type.STRATEGIC;
        return ApiException.invalid(
                new GroupKind("", ""),
                "",
                List.of(
                        FieldError.invalid(
                                FieldPath.of("patch"),
                                strategic ? GoValue.of(patch) : Json.text(patched),
                                strategic ? converted(why) : why)));
    }

    /// What upstream's converter of untyped values says of a value of the wrong type.
    private static String converted(String why) {
        var found = WRONG_TYPE.matcher(why);
        if (!found.find()) {
            return why;
        }
        var type = found.group(2);
        var value =
                switch (found.group(1)) {
                    case "number" -> "int64";
                    case "object" -> "map";
                    case "array" -> "slice";
                    default -> found.group(1);
                };
        if (type.startsWith("map[")) {
            return "cannot restore map from " + value;
        } else if (type.startsWith("[]")) {
            return "cannot restore slice from " + value;
        } else if (type.startsWith("int")) {
            return "unrecognized type: " + type;
        } else if (type.contains(".")) {
            return "cannot restore struct from: " + value;
        }
        return value.equals("int64") && type.equals("string")
                ? "cannot convert int64 to string"
                : "unrecognized type: " + type;
    }

    /// An empty list of owners asks for the same as one empty owner: to forget them all. Objects
    /// have no way to tell it from an absent one.
    private static JsonValue forgetful(JsonValue patched) {
        return patched instanceof JsonObject object
                        && object.get("metadata") instanceof JsonObject metadata
                        && metadata.get("managedFields") instanceof JsonArray owners
                        && owners.items().isEmpty()
                ? object.with(
                        "metadata",
                        metadata.with("managedFields", new JsonArray(List.of(JsonObject.EMPTY))))
                : patched;
    }

    private JsonValue patched(JsonObject tree, Kind<?> kind) {
        try {
            return switch (type) {
                case JSON -> steps().apply(tree);
                case MERGE -> MergePatch.apply(tree, object());
                case STRATEGIC ->
                        patch == JsonNull.NULL
                                ? tree
                                : StrategicMergePatch.apply(
                                        tree, object(), SchemaRules.of(kind.schema()));
                case APPLY -> throw new IllegalStateException("applied elsewhere");
            };
        } catch (PatchFailed e) {
            if (e.isMalformed()) {
                throw ApiException.badRequest(String.valueOf(e.getMessage()));
            }
            throw type == Type.STRATEGIC && !e.isUnsupported()
                    ? ApiException.of(new Failure(500, "", String.valueOf(e.getMessage()), null))
                    : ApiException.unprocessable();
        }
    }

    private JsonPatch steps() {
        var steps = JsonPatch.of(patch);
        int count = steps.operations().size();
        if (count > JsonPatch.MOST_OPERATIONS) {
            throw ApiException.tooLarge(
                    "The allowed maximum operations in a JSON patch is "
                            + JsonPatch.MOST_OPERATIONS
                            + ", got "
                            + count);
        }
        return steps;
    }

    /// What is to be applied.
    JsonObject configuration() {
        return switch (patch) {
            case JsonObject object -> object;
            case JsonNull _ -> JsonObject.EMPTY;
            default ->
                    throw ApiException.badRequest(
                            "error decoding YAML: error unmarshaling JSON: while decoding JSON: "
                                    + noObject());
        };
    }

    JsonObject object() {
        return switch (patch) {
            case JsonObject object -> object;
            case JsonNull _ -> throw ApiException.badRequest("Invalid JSON Patch");
            default -> throw ApiException.badRequest(undecodable(type) + noObject());
        };
    }

    private String noObject() {
        return "json: cannot unmarshal "
                + patch.typeName()
                + " into Go value of type map[string]interface {}";
    }

    static boolean custom(Kind<?> kind) {
        return kind.type() == Unstructured.class;
    }
}
