package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.apiextensions.v1.SelectableField;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.HashSet;
import java.util.List;

/// `selectableFields` (KEP-4358): plain fields by which objects may be selected.
final class SelectableRules {
    private static final int MOST = 8;
    private static final List<String> TYPES = List.of("string", "boolean", "integer");

    private SelectableRules() {}

    static void check(
            List<SelectableField> fields,
            JSONSchemaProps schema,
            FieldPath path,
            FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < fields.size(); i++) {
            var field = fields.get(i).jsonPath();
            var at = path.index(i).child("jsonPath");
            if (field.isEmpty()) {
                errors.required(at, "");
                continue;
            }
            switch (SchemaPath.resolve(field, schema, false)) {
                case SchemaPath.Wrong(var why) ->
                        errors.invalid(at, field, "is an invalid path: " + why);
                case SchemaPath.Found(var text, var root, var found) -> {
                    if (root.equals("metadata")) {
                        errors.invalid(at, field, "must not point to fields in metadata");
                    }
                    var type = found.type();
                    if (type == null || !TYPES.contains(type)) {
                        errors.invalid(
                                at,
                                field,
                                "must point to a field of type string, boolean or integer. Enum"
                                        + " string fields and strings with formats are allowed.");
                    }
                    if (!seen.add(text)) {
                        errors.duplicate(at, field);
                    }
                }
            }
        }
        if (seen.size() > MOST) {
            errors.add(FieldError.tooMany(path, seen.size(), MOST));
        }
    }
}
