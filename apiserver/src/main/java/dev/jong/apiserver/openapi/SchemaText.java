package dev.jong.apiserver.openapi;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Writes schemas as OpenAPI has them, in one dialect.
final class SchemaText {
    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final Dialect dialect;
    private final Consumer<String> needed;

    /// Whether a custom kind is being written, whose author's words stand as they are.
    private boolean custom;

    /// `needed` hears of every shared type that is referred to.
    SchemaText(Dialect dialect, Consumer<String> needed) {
        this.dialect = dialect;
        this.needed = needed;
    }

    Dialect dialect() {
        return dialect;
    }

    JsonObject reference(String name) {
        needed.accept(name);
        return dialect.reference(name);
    }

    /// A custom kind.
    JsonObject custom(Schema.Body body, String name) {
        custom = true;
        try {
            return struct(body, name);
        } finally {
            custom = false;
        }
    }

    /// As [CustomText] has it where a custom kind is being written.
    private JsonObject finished(JsonObject text) {
        return custom ? CustomText.of(text, dialect) : text;
    }

    /// An object with declared fields. `name` is its own, empty when it is written in place.
    JsonObject struct(Schema.Body body, String name) {
        var out = new HashMap<>(body.keywords().fields());
        if (!body.description().isEmpty()) {
            out.put("description", new JsonText(body.description()));
        }
        out.put("type", new JsonText("object"));
        var properties = new HashMap<String, JsonValue>();
        var required = new ArrayList<String>();
        for (var field : body.fields().values()) {
            properties.put(field.name(), field(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!properties.isEmpty()) {
            out.put("properties", new JsonObject(properties));
        }
        if (!required.isEmpty()) {
            out.put("required", texts(required));
        }
        if (body.atomic()) {
            out.put("x-kubernetes-map-type", new JsonText("atomic"));
        }
        var additional = body.additional();
        if (additional != null) {
            out.put("additionalProperties", schema(additional));
        }
        boolean open = JsonBoolean.TRUE.equals(body.keywords().get("additionalProperties"));
        if (body.preservesUnknown() && !open && (dialect == Dialect.V3 || name.isEmpty())) {
            out.put("x-kubernetes-preserve-unknown-fields", JsonBoolean.TRUE);
        }
        if (body.embedded()) {
            out.put("x-kubernetes-embedded-resource", JsonBoolean.TRUE);
        }
        return finished(new JsonObject(out));
    }

    private JsonObject field(Schema.Field field) {
        var out = new HashMap<String, JsonValue>();
        var description = description(field) + (custom ? "" : possibleValues(field));
        if (!description.isEmpty()) {
            out.put("description", new JsonText(description));
        }
        addDefault(out, field);
        switch (field.ownership()) {
            case WHOLE -> out.put("x-kubernetes-map-type", new JsonText("atomic"));
            case BY_FIELD -> out.put("x-kubernetes-map-type", new JsonText("granular"));
            case AS_TYPE -> {}
        }
        addPatch(out, field.patch());
        var shape = schema(field.schema());
        if (dialect == Dialect.V3 && shape.has("$ref") && !out.isEmpty()) {
            out.put("allOf", JsonArray.of(shape));
        } else {
            out.putAll(shape.fields());
        }
        return new JsonObject(out);
    }

    /// `kubectl explain` shows the field's own words before its type's; conformance asks for these.
    private static String description(Schema.Field field) {
        return field.description().isEmpty()
                        && field.schema() instanceof Schema.Struct struct
                        && struct.name().equals(OBJECT_META)
                ? "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
                : field.description();
    }

    /// Upstream lists allowed values in the description too, since older clients show nothing else.
    private static String possibleValues(Schema.Field field) {
        if (!(field.schema() instanceof Schema.Scalar scalar) || scalar.values().isEmpty()) {
            return "";
        }
        var out = new StringBuilder("\n\nPossible enum values:");
        for (var value : scalar.values()) {
            out.append("\n - `").append(value).append('`');
        }
        return out.toString();
    }

    private void addDefault(Map<String, JsonValue> out, Schema.Field field) {
        if (dialect == Dialect.V2) {
            return;
        }
        var declared = field.defaultValue();
        if (declared != null) {
            out.put("default", declared);
        } else if (field.zeroDefault()) {
            out.putAll(zero(field.schema()).fields());
        }
    }

    private static JsonObject zero(Schema schema) {
        return switch (schema) {
            case Schema.Struct _ -> JsonObject.of("default", JsonObject.EMPTY);
            case Schema.Scalar scalar
                    when scalar.name().isEmpty() && !scalar.format().equals("byte") ->
                    JsonObject.of("default", zero(scalar));
            case Schema.Scalar _, Schema.Any _, Schema.ListOf _, Schema.MapOf _ -> JsonObject.EMPTY;
        };
    }

    private static JsonValue zero(Schema.Scalar scalar) {
        return switch (scalar.type()) {
            case STRING, QUANTITY -> new JsonText("");
            case INTEGER, NUMBER, INT_OR_STRING -> new JsonInteger(0);
            case BOOLEAN -> JsonBoolean.FALSE;
        };
    }

    private static void addPatch(Map<String, JsonValue> out, Schema.Patch patch) {
        if (!patch.strategies().isEmpty()) {
            out.put(
                    "x-kubernetes-patch-strategy",
                    new JsonText(String.join(",", new TreeSet<>(patch.strategies()))));
        }
        if (!patch.mergeKey().isEmpty()) {
            out.put("x-kubernetes-patch-merge-key", new JsonText(patch.mergeKey()));
        }
    }

    JsonObject schema(Schema schema) {
        return switch (schema) {
            case Schema.Struct struct when !struct.name().isEmpty() -> reference(struct.name());
            case Schema.Struct struct -> struct(struct.body(), "");
            case Schema.Any any when !any.name().isEmpty() -> reference(any.name());
            case Schema.Any any ->
                    any.keywords().isEmpty()
                            ? JsonObject.of("type", new JsonText("object"))
                            : finished(any.keywords());
            case Schema.Scalar scalar when !scalar.name().isEmpty() -> reference(scalar.name());
            case Schema.Scalar scalar -> scalar(scalar);
            case Schema.MapOf map -> {
                var out =
                        map.keywords()
                                .with("type", "object")
                                .with("additionalProperties", schema(map.values()));
                yield finished(map.atomic() ? out.with("x-kubernetes-map-type", "atomic") : out);
            }
            case Schema.ListOf list -> list(list);
        };
    }

    private JsonObject scalar(Schema.Scalar scalar) {
        var out = scalar.keywords();
        if (scalar.type() == Schema.ScalarType.INT_OR_STRING) {
            out = out.with("x-kubernetes-int-or-string", JsonBoolean.TRUE);
        } else {
            out = out.with("type", scalar.type().name().toLowerCase(Locale.ROOT));
        }
        if (!scalar.format().isEmpty()) {
            out = out.with("format", scalar.format());
        }
        return finished(
                scalar.values().isEmpty() ? out : out.with("enum", new JsonArray(scalar.values())));
    }

    private JsonObject list(Schema.ListOf list) {
        var out = list.keywords().with("type", "array").with("items", schema(list.items()));
        if (list.type() != Schema.ListType.ATOMIC) {
            out = out.with("x-kubernetes-list-type", list.type().name().toLowerCase(Locale.ROOT));
        }
        return finished(
                list.keys().isEmpty()
                        ? out
                        : out.with("x-kubernetes-list-map-keys", texts(list.keys())));
    }

    private static JsonArray texts(Collection<String> texts) {
        return new JsonArray(texts.stream().map(t -> (JsonValue) new JsonText(t)).toList());
    }
}
