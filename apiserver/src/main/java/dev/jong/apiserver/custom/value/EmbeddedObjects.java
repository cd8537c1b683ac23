package dev.jong.apiserver.custom.value;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.names.Names;
import dev.jong.apiserver.registry.MetadataRules;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whole objects inside custom ones (`x-kubernetes-embedded-resource`) say what they are.
public final class EmbeddedObjects {
    private final FieldErrors errors = new FieldErrors();

    private EmbeddedObjects() {}

    public static List<FieldError> check(JsonObject object, JSONSchemaProps schema) {
        var objects = new EmbeddedObjects();
        objects.fields(object, schema, null);
        return objects.errors.list();
    }

    /// As [#check], for a value that stands somewhere in an object.
    public static List<FieldError> check(JsonValue value, JSONSchemaProps schema, FieldPath path) {
        var objects = new EmbeddedObjects();
        objects.value(value, schema, path);
        return objects.errors.list();
    }

    private void value(JsonValue value, @Nullable JSONSchemaProps schema, FieldPath path) {
        if (schema == null) {
            return;
        }
        switch (value) {
            case JsonObject object -> {
                if (schema.xKubernetesEmbeddedResource()) {
                    embedded(object, path);
                }
                fields(object, schema, path);
            }
            case JsonArray array -> {
                var items = schema.items() == null ? null : schema.items().schema();
                for (int i = 0; items != null && i < array.size(); i++) {
                    value(array.get(i), items, path.index(i));
                }
            }
            default -> {}
        }
    }

    private void fields(JsonObject object, JSONSchemaProps schema, @Nullable FieldPath path) {
        var additional = schema.additionalProperties();
        object.fields()
                .forEach((name, field) -> {
                    var declared = schema.properties().get(name);
                    if (declared != null) {
                        value(
                                field,
                                declared,
                                path == null ? FieldPath.of(name) : path.child(name));
                    } else if (additional != null) {
                        var at = path == null ? FieldPath.of("").key(name) : path.key(name);
                        value(field, additional.schema(), at);
                    }
                });
    }

    private void embedded(JsonObject object, FieldPath path) {
        apiVersion(object.get("apiVersion"), path.child("apiVersion"));
        kind(object.get("kind"), path.child("kind"));
        if (object.get("metadata") instanceof JsonObject metadata) {
            metadata(metadata, path.child("metadata"));
        }
    }

    /// What cannot be read as metadata is refused before. It need not have a name.
    private void metadata(JsonObject tree, FieldPath path) {
        ObjectMeta metadata;
        try {
            metadata = Json.read(tree, ObjectMeta.CODEC);
        } catch (JsonException e) {
            errors.invalid(
                    path, ValueRules.shown(tree), Objects.requireNonNullElse(e.getMessage(), ""));
            return;
        }
        var name = metadata.name();
        var namespace = metadata.namespace();
        errors.addAll(
                MetadataRules.check(
                        name == null || name.isEmpty() ? metadata.withName("unnamed") : metadata,
                        namespace != null && !namespace.isEmpty(),
                        Names::pathSegment,
                        path));
    }

    private void apiVersion(@Nullable JsonValue value, FieldPath path) {
        var text = text(value, path);
        if (text != null && text.chars().filter(c -> c == '/').count() > 1) {
            errors.invalid(path, text, "unexpected GroupVersion string: " + text);
        }
    }

    private void kind(@Nullable JsonValue value, FieldPath path) {
        var text = text(value, path);
        var wrong =
                text == null ? List.<String>of() : Names.label1035(text.toLowerCase(Locale.ROOT));
        if (!wrong.isEmpty()) {
            errors.invalid(
                    path,
                    text,
                    "may have mixed case, but should otherwise match: " + String.join(",", wrong));
        }
    }

    /// Null when it is none, which is told.
    private @Nullable String text(@Nullable JsonValue value, FieldPath path) {
        if (value == null) {
            errors.required(path, "");
            return null;
        }
        if (!(value instanceof JsonText(var text))) {
            errors.invalid(path, ValueRules.shown(value), "must be a string");
            return null;
        }
        if (text.isEmpty()) {
            errors.invalid(path, "", "must not be empty");
            return null;
        }
        return text;
    }
}
