package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.custom.value.Patterns;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A schema is structural (KEP-1979): it gives every field a type, and what stands inside `allOf`,
/// `anyOf`, `oneOf` and `not` speaks of values only.
public final class StructuralRules {
    private static final Set<String> METADATA = Set.of("name", "generateName");
    private static final String FORBIDDEN = "must be empty to be structural";

    private static final List<JSONSchemaProps> INT_OR_STRING =
            List.of(
                    JSONSchemaProps.EMPTY.toBuilder().type("integer").build(),
                    JSONSchemaProps.EMPTY.toBuilder().type("string").build());

    private final FieldErrors errors = new FieldErrors();

    private StructuralRules() {}

    private enum Level {
        ROOT,
        ITEM,
        FIELD
    }

    /// Sorted, as upstream has them.
    public static List<FieldError> check(JSONSchemaProps schema, FieldPath path) {
        var rules = new StructuralRules();
        rules.schema(schema, Level.ROOT, path);
        new Completeness(rules.errors).of(schema, schema, path, path);
        return rules.errors.list().stream()
                .sorted(Comparator.comparing(FieldError::toString))
                .toList();
    }

    /// Why a schema cannot be structural at all; empty when it may be.
    public static Optional<String> impossible(@Nullable JSONSchemaProps schema) {
        if (schema == null) {
            return Optional.empty();
        }
        var own = unsupported(schema);
        if (own.isPresent()) {
            return own;
        }
        for (var inner : Inner.of(schema)) {
            var below = impossible(inner);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unsupported(JSONSchemaProps schema) {
        if (Boolean.FALSE.equals(schema.xKubernetesPreserveUnknownFields())) {
            return Optional.of(
                    "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or"
                            + " undefined");
        }
        if (schema.items() != null && !schema.items().jsonSchemas().isEmpty()) {
            return Optional.of("OpenAPIV3Schema 'items' must be a schema, but is an array");
        }
        var present =
                Map.of(
                        "id",
                        schema.id() != null,
                        "schema",
                        schema.schema() != null,
                        "$ref",
                        schema.ref() != null && !schema.ref().isEmpty(),
                        "patternProperties",
                        !schema.patternProperties().isEmpty(),
                        "dependencies",
                        !schema.dependencies().isEmpty(),
                        "additionalItems",
                        schema.additionalItems() != null,
                        "definitions",
                        !schema.definitions().isEmpty());
        return present.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(name -> "OpenAPIV3Schema '" + name + "' is not supported");
    }

    private void schema(JSONSchemaProps schema, Level level, FieldPath path) {
        var items = schema.items() == null ? null : schema.items().schema();
        if ("array".equals(schema.type()) && items == null) {
            errors.required(path.child("items"), "must be specified");
        }
        if (items != null) {
            schema(items, Level.ITEM, path.child("items"));
        }
        schema.properties()
                .forEach((name, field) ->
                        schema(field, Level.FIELD, path.child("properties").key(name)));
        var additional = schema.additionalProperties();
        if (additional != null) {
            if (level == Level.ROOT) {
                errors.forbidden(
                        path.child("additionalProperties"), "must not be used at the root");
            }
            if (additional.schema() != null) {
                schema(additional.schema(), Level.FIELD, path.child("additionalProperties"));
            }
        }
        extensions(schema, path);
        values(
                schema,
                schema.anyOf().equals(INT_OR_STRING),
                !schema.allOf().isEmpty()
                        && schema.allOf().getFirst().anyOf().equals(INT_OR_STRING),
                path);
        type(schema, level, path);
        object(schema, level, path);
    }

    private void extensions(JSONSchemaProps schema, FieldPath path) {
        if (!schema.xKubernetesIntOrString()) {
            return;
        }
        if (preserves(schema)) {
            errors.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"),
                    true,
                    "must be false if x-kubernetes-int-or-string is true");
        }
        if (schema.xKubernetesEmbeddedResource()) {
            errors.invalid(
                    path.child("x-kubernetes-embedded-resource"),
                    true,
                    "must be false if x-kubernetes-int-or-string is true");
        }
    }

    private static boolean preserves(JSONSchemaProps schema) {
        return Boolean.TRUE.equals(schema.xKubernetesPreserveUnknownFields());
    }

    private void type(JSONSchemaProps schema, Level level, FieldPath path) {
        var type = schema.type();
        var at = path.child("type");
        if (schema.xKubernetesEmbeddedResource() && !"object".equals(type)) {
            var wanted = "must be object if x-kubernetes-embedded-resource is true";
            if (type == null) {
                errors.required(at, wanted);
            } else {
                errors.invalid(at, type, wanted);
            }
        } else if (type == null && !schema.xKubernetesIntOrString() && !preserves(schema)) {
            errors.required(
                    at,
                    switch (level) {
                        case ROOT -> "must not be empty at the root";
                        case ITEM -> "must not be empty for specified array items";
                        case FIELD -> "must not be empty for specified object fields";
                    });
        }
        if (schema.xKubernetesEmbeddedResource() && schema.additionalProperties() != null) {
            errors.forbidden(
                    path.child("additionalProperties"),
                    "must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && type != null && !type.equals("object")) {
            errors.invalid(at, type, "must be object at the root");
        }
    }

    private void object(JSONSchemaProps schema, Level level, FieldPath path) {
        boolean whole = level == Level.ROOT || schema.xKubernetesEmbeddedResource();
        var fields = path.child("properties");
        for (var name : List.of("kind", "apiVersion")) {
            var field = schema.properties().get(name);
            if (whole && field != null && !"string".equals(field.type())) {
                var type = field.type() == null ? "" : field.type();
                errors.invalid(fields.key(name).child("type"), type, "must be string");
            }
        }
        var metadata = schema.properties().get("metadata");
        if (metadata != null) {
            metadata(metadata, whole, level, fields.key("metadata"));
        }
        if (schema.xKubernetesEmbeddedResource()
                && !preserves(schema)
                && schema.properties().isEmpty()) {
            errors.required(
                    fields,
                    "must not be empty if x-kubernetes-embedded-resource is true without"
                            + " x-kubernetes-preserve-unknown-fields");
        }
    }

    private void metadata(JSONSchemaProps schema, boolean whole, Level level, FieldPath path) {
        if (whole && !"object".equals(schema.type())) {
            var type = schema.type() == null ? "" : schema.type();
            errors.invalid(path.child("type"), type, "must be object");
        }
        boolean named = METADATA.containsAll(schema.properties().keySet());
        var rest =
                schema.toBuilder()
                        .type(null)
                        .default_(null)
                        .properties(named ? Map.of() : schema.properties())
                        .build();
        if (level == Level.ROOT && !rest.equals(JSONSchemaProps.EMPTY)) {
            errors.forbidden(
                    path,
                    "must not specify anything other than name and generateName, but metadata is"
                            + " implicitly specified");
        }
    }

    /// @param knownAnyOf its `anyOf` says integer or string, as it may
    /// @param knownAllOf the first of its `allOf` does
    private void values(
            JSONSchemaProps schema, boolean knownAnyOf, boolean knownAllOf, FieldPath path) {
        if (!knownAnyOf) {
            each(schema.anyOf(), path.child("anyOf"));
        }
        for (int i = 0; i < schema.allOf().size(); i++) {
            nested(schema.allOf().get(i), knownAllOf && i == 0, path.child("allOf").index(i));
        }
        each(schema.oneOf(), path.child("oneOf"));
        if (schema.not() != null) {
            nested(schema.not(), false, path.child("not"));
        }
        var pattern = schema.pattern();
        var problem = pattern == null ? "" : Patterns.problem(pattern);
        if (!problem.isEmpty()) {
            errors.invalid(
                    path.child("pattern"),
                    pattern,
                    "must be a valid regular expression, but isn't: " + problem);
        }
    }

    private void each(List<JSONSchemaProps> schemas, FieldPath path) {
        for (int i = 0; i < schemas.size(); i++) {
            nested(schemas.get(i), false, path.index(i));
        }
    }

    private void nested(JSONSchemaProps schema, boolean knownAnyOf, FieldPath path) {
        values(schema, knownAnyOf, false, path);
        if (schema.items() != null && schema.items().schema() != null) {
            nested(schema.items().schema(), false, path.child("items"));
        }
        schema.properties()
                .forEach((name, field) -> nested(field, false, path.child("properties").key(name)));
        var additional = schema.additionalProperties();
        forbidden(
                additional != null && (additional.schema() != null || additional.allows()),
                path.child("additionalProperties"),
                "must be undefined to be structural");
        forbidden(schema.type() != null, path.child("type"), FORBIDDEN);
        forbidden(
                DefaultRules.hasDefault(schema),
                path.child("default"),
                "must be undefined to be structural");
        forbidden(schema.title() != null, path.child("title"), FORBIDDEN);
        forbidden(schema.description() != null, path.child("description"), FORBIDDEN);
        forbidden(schema.nullable(), path.child("nullable"), "must be false to be structural");
        nestedExtensions(schema, path);
        forbidden(
                schema.properties().containsKey("metadata"),
                path.child("properties").key("metadata"),
                "must not be specified in a nested context");
    }

    private void nestedExtensions(JSONSchemaProps schema, FieldPath path) {
        var not = "must be false to be structural";
        var undefined = "must be undefined to be structural";
        forbidden(preserves(schema), path.child("x-kubernetes-preserve-unknown-fields"), not);
        forbidden(
                schema.xKubernetesEmbeddedResource(),
                path.child("x-kubernetes-embedded-resource"),
                not);
        forbidden(schema.xKubernetesIntOrString(), path.child("x-kubernetes-int-or-string"), not);
        forbidden(
                !schema.xKubernetesListMapKeys().isEmpty(),
                path.child("x-kubernetes-list-map-keys"),
                FORBIDDEN);
        forbidden(
                schema.xKubernetesListType() != null,
                path.child("x-kubernetes-list-type"),
                undefined);
        forbidden(
                schema.xKubernetesMapType() != null,
                path.child("x-kubernetes-map-type"),
                undefined);
        forbidden(
                !schema.xKubernetesValidations().isEmpty(),
                path.child("x-kubernetes-validations"),
                FORBIDDEN);
    }

    private void forbidden(boolean there, FieldPath path, String why) {
        if (there) {
            errors.forbidden(path, why);
        }
    }
}
