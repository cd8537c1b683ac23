package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Schemas inside schemas.
final class Inner {
    private Inner() {}

    /// Those right inside.
    static List<JSONSchemaProps> of(JSONSchemaProps schema) {
        var all = new ArrayList<JSONSchemaProps>();
        if (schema.items() != null) {
            add(all, schema.items().schema());
            all.addAll(schema.items().jsonSchemas());
        }
        all.addAll(schema.allOf());
        all.addAll(schema.anyOf());
        all.addAll(schema.oneOf());
        add(all, schema.not());
        all.addAll(schema.properties().values());
        if (schema.additionalProperties() != null) {
            add(all, schema.additionalProperties().schema());
        }
        all.addAll(schema.patternProperties().values());
        if (schema.additionalItems() != null) {
            add(all, schema.additionalItems().schema());
        }
        all.addAll(schema.definitions().values());
        schema.dependencies().values().forEach(dependency -> add(all, dependency.schema()));
        return all;
    }

    private static void add(List<JSONSchemaProps> all, @Nullable JSONSchemaProps schema) {
        if (schema != null) {
            all.add(schema);
        }
    }

    /// Whether it is so of the schema or of one at any depth inside.
    static boolean any(JSONSchemaProps schema, Predicate<JSONSchemaProps> asked) {
        return asked.test(schema) || of(schema).stream().anyMatch(inner -> any(inner, asked));
    }
}
