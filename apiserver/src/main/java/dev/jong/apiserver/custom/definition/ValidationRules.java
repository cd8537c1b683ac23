package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.CustomResourceValidation;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The schema of one version, or of all.
final class ValidationRules {
    /// What may stand at the root beside `properties` when the status is written apart, so that
    /// nothing is lost by looking at `properties.status` alone.
    private static final List<String> AT_ROOT =
            List.of(
                    "Description",
                    "Type",
                    "Format",
                    "Title",
                    "Maximum",
                    "ExclusiveMaximum",
                    "Minimum",
                    "ExclusiveMinimum",
                    "MaxLength",
                    "MinLength",
                    "Pattern",
                    "MaxItems",
                    "MinItems",
                    "UniqueItems",
                    "MultipleOf",
                    "Required",
                    "Items",
                    "Properties",
                    "ExternalDocs",
                    "Example",
                    "XPreserveUnknownFields",
                    "XValidations");

    private static final Set<String> NAMES =
            Set.of(
                    "description",
                    "format",
                    "title",
                    "maximum",
                    "exclusiveMaximum",
                    "minimum",
                    "exclusiveMinimum",
                    "maxLength",
                    "minLength",
                    "pattern",
                    "maxItems",
                    "minItems",
                    "uniqueItems",
                    "multipleOf",
                    "required",
                    "items",
                    "properties",
                    "externalDocs",
                    "example",
                    "x-kubernetes-preserve-unknown-fields",
                    "x-kubernetes-validations");

    private ValidationRules() {}

    static void check(
            @Nullable CustomResourceValidation validation,
            boolean hasStatus,
            FieldPath path,
            FieldErrors errors) {
        var schema = validation == null ? null : validation.openApiv3Schema();
        if (schema == null) {
            return;
        }
        var at = path.child("openAPIV3Schema");
        if (hasStatus) {
            root(schema, at, errors);
        }
        if (schema.nullable()) {
            errors.forbidden(at.child("nullable"), "nullable cannot be true at the root");
        }
        int before = errors.list().size();
        var impossible = StructuralRules.impossible(schema);
        if (impossible.isEmpty()) {
            errors.addAll(StructuralRules.check(schema, at));
            if (errors.list().size() == before) {
                errors.addAll(DefaultRules.check(schema, at));
            }
        }
        boolean compiles = impossible.isEmpty() && errors.list().size() == before;
        errors.addAll(OpenApiRules.check(schema, at, compiles));
        if (impossible.isPresent() && errors.list().size() == before) {
            errors.invalid(at, "", impossible.get());
        }
    }

    private static void root(JSONSchemaProps schema, FieldPath path, FieldErrors errors) {
        var type = schema.type();
        if (type != null && !type.equals("object")) {
            errors.invalid(
                    path.child("type"),
                    type,
                    "only \"object\" is allowed as the type at the root of the schema if the status"
                            + " subresource is enabled");
            return;
        }
        var json = (JsonObject) Json.tree(schema, JSONSchemaProps.CODEC);
        for (var name : json.fields().keySet()) {
            if (!name.equals("type") && !NAMES.contains(name)) {
                errors.invalid(
                        path,
                        InternalText.schema(schema),
                        "only ["
                                + String.join(" ", AT_ROOT)
                                + "] fields are allowed at the root of the schema if the status"
                                + " subresource is enabled");
                return;
            }
        }
    }
}
