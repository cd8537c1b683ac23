package dev.jong.apiserver.custom.definition;

import dev.jong.api.GoText;
import dev.jong.api.apiextensions.v1.CustomResourceColumnDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceSubresources;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parts of a version beside its schema.
final class VersionRules {
    private static final List<String> COLUMN_TYPES =
            List.of("boolean", "date", "integer", "number", "string");
    private static final List<String> COLUMN_FORMATS =
            List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
    private static final int LONGEST_WARNING = 256;

    private VersionRules() {}

    static void warning(
            boolean deprecated, @Nullable String warning, FieldPath path, FieldErrors errors) {
        if (warning == null) {
            return;
        }
        if (!deprecated) {
            errors.invalid(path, warning, "can only be set for deprecated versions");
            return;
        }
        if (warning.getBytes(StandardCharsets.UTF_8).length > LONGEST_WARNING) {
            errors.invalid(path, warning, "must be <= 256 characters long");
        }
        if (warning.isEmpty()) {
            errors.invalid(path, warning, "must not be an empty string");
        }
        int at = 0;
        for (int c : warning.codePoints().toArray()) {
            if (!GoText.isPrintable(c)) {
                errors.invalid(
                        path,
                        warning,
                        "must only contain printable UTF-8 characters; non-printable character"
                                + " found at index "
                                + at);
                return;
            }
            at += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
        }
    }

    static void columns(
            List<CustomResourceColumnDefinition> columns, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < columns.size(); i++) {
            column(columns.get(i), path.index(i), errors);
        }
    }

    private static void column(
            CustomResourceColumnDefinition column, FieldPath path, FieldErrors errors) {
        if (column.name().isEmpty()) {
            errors.required(path.child("name"), "");
        }
        var types = "must be one of " + String.join(",", COLUMN_TYPES);
        if (column.type().isEmpty()) {
            errors.required(path.child("type"), types);
        } else if (!COLUMN_TYPES.contains(column.type())) {
            errors.invalid(path.child("type"), column.type(), types);
        }
        var format = column.format();
        if (format != null && !format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
            errors.invalid(
                    path.child("format"),
                    format,
                    "must be one of " + String.join(",", COLUMN_FORMATS));
        }
        if (column.jsonPath().isEmpty()) {
            errors.required(path.child("JSONPath"), "");
        } else {
            path(column.jsonPath(), path.child("JSONPath"), errors);
        }
    }

    private static boolean path(String text, FieldPath path, FieldErrors errors) {
        if (text.startsWith(".")) {
            return true;
        }
        errors.invalid(path, text, "must be a simple json path starting with .");
        return false;
    }

    static void subresources(
            @Nullable CustomResourceSubresources subresources, FieldPath path, FieldErrors errors) {
        var scale = subresources == null ? null : subresources.scale();
        if (scale == null) {
            return;
        }
        var at = path.child("scale");
        below(scale.specReplicasPath(), ".spec.", at.child("specReplicasPath"), errors);
        below(scale.statusReplicasPath(), ".status.", at.child("statusReplicasPath"), errors);
        var selector = scale.labelSelectorPath();
        var selectorPath = at.child("labelSelectorPath");
        if (selector != null
                && !selector.isEmpty()
                && path(selector, selectorPath, errors)
                && !selector.startsWith(".spec.")
                && !selector.startsWith(".status.")) {
            errors.invalid(
                    selectorPath, selector, "should be a json path under either .spec or .status");
        }
    }

    private static void below(String text, String root, FieldPath path, FieldErrors errors) {
        if (text.isEmpty()) {
            errors.required(path, "");
        } else if (path(text, path, errors) && !text.startsWith(root)) {
            errors.invalid(
                    path,
                    text,
                    "should be a json path under " + root.substring(0, root.length() - 1));
        }
    }
}
