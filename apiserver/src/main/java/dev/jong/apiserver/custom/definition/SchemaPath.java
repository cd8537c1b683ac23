package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path of fields and keys through a schema: `.spec.a`, `['a-b'].c`.
sealed interface SchemaPath {
    /// @param text as errors show it
    /// @param root the first step
    record Found(String text, String root, JSONSchemaProps schema) implements SchemaPath {}

    record Wrong(String why) implements SchemaPath {}

    /// @param subscripts whether `['x']` may be used
    static SchemaPath resolve(String path, JSONSchemaProps schema, boolean subscripts) {
        var tokens = tokens(path);
        @Nullable FieldPath found = null;
        var root = "";
        var inside = schema;
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            boolean subscript = token.equals("[");
            if (!subscript && !token.equals(".")) {
                return new Wrong("expected [ or . but got: " + token);
            }
            if (subscript && !subscripts) {
                return new Wrong("array notation is not allowed");
            }
            if (++i == tokens.size()) {
                return new Wrong("unexpected end of JSON path");
            }
            var name = tokens.get(i);
            if (subscript) {
                if (name.length() < 2 || !name.startsWith("'") || !name.endsWith("'")) {
                    return new Wrong("expected single quoted string but got " + name);
                }
                name = name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1");
            }
            boolean field = !inside.properties().isEmpty();
            var additional = inside.additionalProperties();
            var next =
                    field
                            ? inside.properties().get(name)
                            : additional == null ? null : additional.schema();
            if (next == null) {
                return new Wrong("does not refer to a valid field");
            }
            if (field) {
                found = found == null ? FieldPath.of(name) : found.child(name);
            } else {
                found = found == null ? FieldPath.of("").key(name) : found.key(name);
            }
            root = root.isEmpty() ? name : root;
            inside = next;
            if (subscript && (++i == tokens.size() || !tokens.get(i).equals("]"))) {
                return new Wrong(
                        i == tokens.size()
                                ? "unexpected end of JSON path"
                                : "expected ] but got " + tokens.get(i));
            }
        }
        return new Found(found == null ? "" : found.toString(), root, inside);
    }

    /// `.`, `[` and `]` stand alone; what stands in single quotes is one.
    private static List<String> tokens(String path) {
        var tokens = new ArrayList<String>();
        int from = 0;
        while (from < path.length()) {
            int to = from + 1;
            if (path.charAt(from) == '\'') {
                while (to < path.length()
                        && (path.charAt(to) != '\'' || path.charAt(to - 1) == '\\')) {
                    to++;
                }
                to = Math.min(to + 1, path.length());
            } else if (".[]".indexOf(path.charAt(from)) < 0) {
                while (to < path.length() && ".[]".indexOf(path.charAt(to)) < 0) {
                    to++;
                }
            }
            tokens.add(path.substring(from, to));
            from = to;
        }
        return tokens;
    }
}
