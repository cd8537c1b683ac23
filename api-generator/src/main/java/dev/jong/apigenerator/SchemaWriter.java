package dev.jong.apigenerator;

import java.util.List;
import java.util.Map;

/// Writes a type's schema resource: compact JSON that `dev.jong.api.Schemas` reads when it is first
/// asked.
final class SchemaWriter {
    private final Model model;
    private final Descriptions descriptions;

    SchemaWriter(Model model, Descriptions descriptions) {
        this.model = model;
        this.descriptions = descriptions;
    }

    String write(ApiType type) {
        var out = new StringBuilder("{\"description\":" + quote(descriptions.of(type)));
        if (type.atomic()) {
            out.append(",\"atomic\":true");
        }
        if (!type.unions().isEmpty()) {
            var unions = type.unions().stream().map(SchemaWriter::union).toList();
            out.append(
                    ",\"keywords\":{\"x-kubernetes-unions\":[" + String.join(",", unions) + "]}");
        }
        out.append(",\"fields\":[");
        if (type.typed()) {
            typeField(out, type, "apiVersion");
            out.append(",\n");
            typeField(out, type, "kind");
            out.append(type.fields().isEmpty() ? "\n" : ",\n");
        }
        var separator = "";
        for (var field : type.fields()) {
            out.append(separator);
            field(out, type, field);
            separator = ",\n";
        }
        return out.append("]}\n").toString();
    }

    /// Each member with the discriminator's value for it, which is the member's name in Go.
    private static String union(ApiType.Union union) {
        var members =
                union.members().stream()
                        .map(name -> quote(name) + ":" + quote(JavaNames.capital(name)))
                        .toList();
        return "{"
                + (union.discriminator().isEmpty()
                        ? ""
                        : "\"discriminator\":" + quote(union.discriminator()) + ",")
                + "\"fields-to-discriminateBy\":{"
                + String.join(",", members)
                + "}}";
    }

    private void typeField(StringBuilder out, ApiType type, String name) {
        out.append(
                "{\"name\":\""
                        + name
                        + "\",\"type\":\"string\",\"omitted\":true,\"description\":"
                        + quote(descriptions.of(type, name))
                        + "}");
    }

    private void field(StringBuilder out, ApiType type, ApiField field) {
        out.append("{\"name\":" + quote(field.json()) + ",\"type\":" + quote(text(field.type())));
        var description = descriptions.of(type, field.json());
        if (!description.isEmpty()) {
            out.append(",\"description\":" + quote(description));
        }
        if (field.required()) {
            out.append(",\"required\":true");
        }
        if (field.pointer()) {
            out.append(",\"pointer\":true");
        }
        if (field.omit() != ApiField.Omit.NEVER) {
            out.append(",\"omitted\":true");
        }
        for (var fact : List.of("list", "keys", "map", "struct", "patch", "merge", "enum")) {
            var value = field.facts().get(fact);
            if (value != null) {
                out.append(",\"" + fact + "\":" + json(value));
            }
        }
        var fallback = field.facts().get("default");
        if (fallback != null) {
            out.append(",\"default\":" + fallback);
        }
        out.append('}');
    }

    private String text(TypeRef ref) {
        return switch (ref) {
            case TypeRef.Scalar scalar -> scalar.written;
            case TypeRef.Struct struct -> model.type(struct).openApiName();
            case TypeRef.ListOf(var element) -> "[]" + text(element);
            case TypeRef.MapOf(var value) -> "map:" + text(value);
        };
    }

    private static String json(Object value) {
        return value instanceof List<?> list
                ? "[" + String.join(",", list.stream().map(SchemaWriter::json).toList()) + "]"
                : value instanceof Boolean || value instanceof Map
                        ? value.toString()
                        : quote(value.toString());
    }

    private static String quote(String text) {
        return JavaText.quote(text);
    }
}
