package dev.jong.apiserver.custom.definition;

import dev.jong.api.CustomSchemas;
import dev.jong.api.Schema;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.custom.Pruning;
import dev.jong.apiserver.custom.rule.ValueChecker;
import dev.jong.apiserver.custom.value.EmbeddedObjects;
import dev.jong.apiserver.custom.value.ValueRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Defaults obey the schema that they stand in.
final class DefaultRules {
    private static final Set<String> TYPE_AND_METADATA = Set.of("apiVersion", "kind", "metadata");

    private final FieldErrors errors = new FieldErrors();

    private DefaultRules() {}

    static boolean hasDefault(JSONSchemaProps schema) {
        return schema.default_() != null && !(schema.default_() instanceof JsonNull);
    }

    static List<FieldError> check(JSONSchemaProps root, FieldPath path) {
        if (!Inner.any(root, DefaultRules::hasDefault)) {
            return List.of();
        }
        var rules = new DefaultRules();
        rules.schema(root, true, false, path);
        return rules.errors.list();
    }

    /// @param whole whether values are whole objects
    /// @param metadata whether it describes the type or the metadata of one
    private void schema(JSONSchemaProps schema, boolean whole, boolean metadata, FieldPath path) {
        var value = schema.default_();
        if (value != null && hasDefault(schema)) {
            standard(schema, value, metadata, path.child("default"));
        }
        if (schema.items() != null && schema.items().schema() != null) {
            var items = schema.items().schema();
            schema(
                    items,
                    items.xKubernetesEmbeddedResource(),
                    metadata && !items.xKubernetesEmbeddedResource(),
                    path.child("items"));
        }
        schema.properties()
                .forEach((name, field) ->
                        schema(
                                field,
                                field.xKubernetesEmbeddedResource(),
                                !field.xKubernetesEmbeddedResource()
                                        && (metadata || whole && TYPE_AND_METADATA.contains(name)),
                                path.child("properties").key(name)));
    }

    private void standard(
            JSONSchemaProps schema, JsonValue value, boolean metadata, FieldPath path) {
        var typed = CustomSchemas.of((JsonObject) Json.tree(schema, JSONSchemaProps.CODEC));
        if (!metadata && isUnpruned(value, typed)) {
            errors.invalid(path, shown(value), "must not have unknown fields");
        }
        var embedded =
                metadata ? List.<FieldError>of() : EmbeddedObjects.check(value, schema, path);
        var wrong = embedded.isEmpty() ? ValueRules.check(value, null, schema, path) : embedded;
        errors.addAll(wrong);
        if (wrong.isEmpty()) {
            errors.addAll(ValueChecker.check(value, typed, path));
        }
    }

    private static Object shown(JsonValue value) {
        return value instanceof JsonText(var text)
                ? text
                : new FieldError.Written(value.toString());
    }

    private static boolean isUnpruned(JsonValue value, Schema schema) {
        var unknown = new ArrayList<String>();
        Pruning.pruneValue(value, schema, (path, _) -> unknown.add(path));
        return !unknown.isEmpty();
    }
}
