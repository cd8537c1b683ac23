package dev.jong.apiserver.custom;

import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.apiextensions.v1.CustomResourceSubresourceScale;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.custom.value.EmbeddedObjects;
import dev.jong.apiserver.custom.value.ListKeys;
import dev.jong.apiserver.custom.value.ScaleFields;
import dev.jong.apiserver.custom.value.ValueRules;
import dev.jong.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Holds objects of one version of a definition against its schema: types and limits first, then
/// what no schema can say; rules are asked only of objects that have the shape they expect.
///
/// @param scale null when there is none
record ObjectChecks(DefinedSchema defined, @Nullable CustomResourceSubresourceScale scale) {
    private static final Set<FieldError.Type> BLOCKING =
            Set.of(
                    FieldError.Type.NOT_SUPPORTED,
                    FieldError.Type.REQUIRED,
                    FieldError.Type.TOO_LONG,
                    FieldError.Type.TOO_MANY,
                    FieldError.Type.TYPE_INVALID);

    private static final FieldError UNCHECKED =
            new FieldError(
                    FieldError.Type.INVALID,
                    "<nil>",
                    "Invalid value: null: some validation rules were not checked because the object"
                            + " was invalid; correct the existing errors to complete validation");

    static ObjectChecks of(CustomResourceDefinitionVersion version, DefinedSchema schema) {
        var subresources = version.subresources();
        return new ObjectChecks(schema, subresources == null ? null : subresources.scale());
    }

    List<FieldError> checkNew(Unstructured object) {
        var schema = defined.unfolded().props();
        var whole = whole(object);
        var errors = new ArrayList<>(ValueRules.check(whole, null, schema, null));
        errors.addAll(ScaleFields.check(whole, scale, true));
        errors.addAll(EmbeddedObjects.check(whole, schema));
        errors.addAll(ListKeys.check(whole, schema));
        return withRules(errors, whole, null);
    }

    List<FieldError> checkUpdate(Unstructured now, Unstructured old) {
        var schema = defined.unfolded().props();
        var whole = whole(now);
        var before = whole(old);
        var errors = new ArrayList<>(ValueRules.check(whole, before, schema, null));
        errors.addAll(ScaleFields.check(whole, scale, true));
        errors.addAll(EmbeddedObjects.check(whole, schema));
        errors.addAll(keys(schema, whole, before));
        return withRules(errors, whole, before);
    }

    List<FieldError> checkStatus(Unstructured now, Unstructured old) {
        var schema = defined.unfolded().props();
        var whole = whole(now);
        var before = whole(old);
        var errors = new ArrayList<FieldError>();
        var status = whole.get("status");
        var inside = schema.properties().get("status");
        if (status != null && inside != null) {
            errors.addAll(
                    ValueRules.check(status, before.get("status"), inside, FieldPath.of("status")));
        }
        errors.addAll(ScaleFields.check(whole, scale, false));
        errors.addAll(keys(schema, whole, before));
        return withRules(errors, whole, before);
    }

    private static JsonObject whole(Unstructured object) {
        return (JsonObject) CustomResource.whole(object);
    }

    /// Lists that held an item twice before may go on doing so.
    private static List<FieldError> keys(JSONSchemaProps schema, JsonObject now, JsonObject old) {
        var errors = ListKeys.check(now, schema);
        return errors.isEmpty() || ListKeys.check(old, schema).isEmpty() ? errors : List.of();
    }

    private List<FieldError> withRules(
            List<FieldError> errors, JsonObject now, @Nullable JsonObject old) {
        var rules = defined.unfolded().rules();
        if (!rules.isEmpty()) {
            if (errors.stream().anyMatch(error -> BLOCKING.contains(error.type()))) {
                errors.add(UNCHECKED);
            } else {
                errors.addAll(rules.check(now, old, RequestContext.current().warnings()::add));
            }
        }
        return errors;
    }
}
