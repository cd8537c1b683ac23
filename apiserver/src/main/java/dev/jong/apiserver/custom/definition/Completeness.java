package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `allOf`, `anyOf`, `oneOf` and `not` name is declared in the schema around them.
record Completeness(FieldErrors errors) {
    /// @param values a schema, or a part of one that speaks of values
    /// @param schema what declares their shape
    void of(JSONSchemaProps values, JSONSchemaProps schema, FieldPath declared, FieldPath path) {
        if (values.not() != null) {
            nested(values.not(), schema, declared, path.child("not"));
        }
        each(values.allOf(), schema, declared, path.child("allOf"));
        each(values.anyOf(), schema, declared, path.child("anyOf"));
        each(values.oneOf(), schema, declared, path.child("oneOf"));
    }

    private void each(
            List<JSONSchemaProps> all, JSONSchemaProps schema, FieldPath declared, FieldPath path) {
        for (int i = 0; i < all.size(); i++) {
            nested(all.get(i), schema, declared, path.index(i));
        }
    }

    private void nested(
            JSONSchemaProps values,
            @Nullable JSONSchemaProps schema,
            FieldPath declared,
            FieldPath path) {
        if (schema == null) {
            errors.required(declared, "because it is defined in " + path);
            return;
        }
        of(values, schema, declared, path);
        if (values.items() != null && values.items().schema() != null) {
            nested(
                    values.items().schema(),
                    schema.items() == null ? null : schema.items().schema(),
                    declared.child("items"),
                    path.child("items"));
        }
        values.properties()
                .forEach((name, field) ->
                        nested(
                                field,
                                schema.properties().get(name),
                                declared.child("properties").key(name),
                                path.child("properties").key(name)));
    }
}
