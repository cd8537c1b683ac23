package dev.jong.apigenerator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes one type as a record with its builder.
final class RecordWriter {
    private static final int FEW = 6;

    private final Model model;
    private final Descriptions descriptions;

    RecordWriter(Model model, Descriptions descriptions) {
        this.model = model;
        this.descriptions = descriptions;
    }

    String write(ApiType type) {
        var out = new JavaText(type.home().javaPackage(), descriptions.of(type));
        var parts =
                type.fields().stream()
                        .map(f -> model.component(f, type.home()) + " " + f.java())
                        .collect(Collectors.joining(",\n        "));
        out.line(
                "public record "
                        + type.name()
                        + "("
                        + (parts.isEmpty() ? "" : "\n        " + parts)
                        + ")"
                        + parents(type)
                        + " {");
        constants(out, type);
        constructor(out, type);
        out.line("    public static Builder builder() { return new Builder(); }");
        toBuilder(out, type);
        if (type.isObject()) {
            out.line("    @Override public Kind<" + type.name() + "> kind() { return KIND; }");
        }
        for (var field : type.fields()) {
            change(out, type, field);
        }
        builder(out, type);
        out.line("}");
        return out.toString();
    }

    private String parents(ApiType type) {
        if (type.isObject()) {
            return " implements KubernetesObject";
        }
        if (type.isList()) {
            var items = type.fields().stream().filter(f -> f.json().equals("items")).findFirst();
            if (items.isPresent() && items.get().type() instanceof TypeRef.ListOf(var item)) {
                return " implements KubernetesList<" + model.java(item, type.home()) + ">";
            }
        }
        return "";
    }

    private void constants(JavaText out, ApiType type) {
        var name = type.name();
        out.line("    public static final Codec<" + name + "> CODEC = new " + name + "Codec();");
        out.line("    public static final " + name + " EMPTY = builder().build();");
        if (type.isObject()) {
            var resource = type.resource();
            Map<String, Object> facts = resource == null ? Map.of("plural", "") : resource;
            out.line(
                    "    public static final Kind<"
                            + name
                            + "> KIND = new Kind<>("
                            + name
                            + ".class, "
                            + JavaText.quote(type.home().group())
                            + ", "
                            + JavaText.quote(type.home().version())
                            + ", "
                            + JavaText.quote(name)
                            + ", "
                            + JavaText.quote(String.valueOf(facts.get("plural")))
                            + ", "
                            + strings(facts.get("short"))
                            + ", "
                            + strings(facts.get("categories"))
                            + ", "
                            + Boolean.TRUE.equals(facts.get("namespaced"))
                            + ", CODEC, Schemas.named("
                            + JavaText.quote(type.openApiName())
                            + "));");
        }
    }

    private static String strings(@Nullable Object list) {
        return list instanceof List<?> texts
                ? "List.of("
                        + texts.stream()
                                .map(t -> JavaText.quote(String.valueOf(t)))
                                .collect(Collectors.joining(", "))
                        + ")"
                : "List.of()";
    }

    private void constructor(JavaText out, ApiType type) {
        var body =
                type.fields().stream().map(f -> normal(f, type)).filter(s -> !s.isEmpty()).toList();
        if (!body.isEmpty()) {
            out.line("    public " + type.name() + " {");
            body.forEach(line -> out.line("        " + line));
            out.line("    }");
        }
    }

    /// What the compact constructor does with a component.
    private String normal(ApiField field, ApiType type) {
        var name = field.java();
        return switch (field.type()) {
            case TypeRef.ListOf _ -> name + " = Frozen.list(" + name + ");";
            case TypeRef.MapOf _ -> name + " = Frozen.map(" + name + ");";
            case TypeRef.Struct struct when !field.pointer() ->
                    orElse(name, model.java(struct, type.home()) + ".EMPTY");
            case TypeRef.Scalar scalar -> normal(scalar, field, name);
            case TypeRef.Struct _ -> "";
        };
    }

    private static String normal(TypeRef.Scalar scalar, ApiField field, String name) {
        if (scalar.isTime()) {
            return name
                    + " = Frozen."
                    + (scalar == TypeRef.Scalar.TIME ? "seconds(" : "micros(")
                    + name
                    + ");";
        }
        if (field.pointer()) {
            return "";
        }
        return switch (scalar) {
            case STRING ->
                    field.nullable()
                            ? "if ("
                                    + name
                                    + " != null && "
                                    + name
                                    + ".isEmpty()) "
                                    + name
                                    + " = null;"
                            : orElse(name, "\"\"");
            case BYTES -> orElse(name, "Bytes.EMPTY");
            case DURATION -> orElse(name, "Duration.ZERO");
            case QUANTITY -> orElse(name, "Quantity.ZERO");
            case INT_OR_STRING -> orElse(name, "IntOrString.of(0)");
            case INT32,
                    INT64,
                    FLOAT64,
                    BOOL,
                    TIME,
                    MICRO_TIME,
                    ANY,
                    RAW_EXTENSION,
                    FIELDS_V1,
                    JSON ->
                    "";
        };
    }

    private static String orElse(String name, String fallback) {
        return "if (" + name + " == null) " + name + " = " + fallback + ";";
    }

    private void toBuilder(JavaText out, ApiType type) {
        out.line("    public Builder toBuilder() {");
        out.line("        var b = new Builder();");
        for (var field : type.fields()) {
            out.line("        b." + field.java() + " = " + field.java() + ";");
        }
        out.line("        return b;");
        out.line("    }");
    }

    private void change(JavaText out, ApiType type, ApiField field) {
        var name = field.java();
        var capital = JavaNames.capital(name);
        var component = model.component(field, type.home());
        var copy =
                type.fields().size() <= FEW
                        ? "new "
                                + type.name()
                                + "("
                                + type.fields().stream()
                                        .map(ApiField::java)
                                        .collect(Collectors.joining(", "))
                                + ")"
                        : "toBuilder()." + name + "(" + name + ").build()";
        var override = type.isObject() && name.equals("metadata") ? "@Override " : "";
        out.line(
                "    "
                        + override
                        + "public "
                        + type.name()
                        + " with"
                        + capital
                        + "("
                        + component
                        + " "
                        + name
                        + ") { return "
                        + copy
                        + "; }");
        if (!(field.type() instanceof TypeRef.Scalar)) {
            var plain = model.java(field.type(), type.home());
            var current =
                    field.nullable() ? name + " == null ? " + plain + ".EMPTY : " + name : name;
            out.line(
                    "    public "
                            + type.name()
                            + " map"
                            + capital
                            + "(UnaryOperator<"
                            + plain
                            + "> change) { return with"
                            + capital
                            + "(change.apply("
                            + current
                            + ")); }");
        }
    }

    private void builder(JavaText out, ApiType type) {
        out.line("    public static final class Builder {");
        for (var field : type.fields()) {
            out.line("        " + builderType(field, type) + " " + field.java() + ";");
        }
        out.line("        private Builder() {}");
        for (var field : type.fields()) {
            var name = field.java();
            out.line(
                    "        public Builder "
                            + name
                            + "("
                            + model.component(field, type.home())
                            + " "
                            + name
                            + ") { this."
                            + name
                            + " = "
                            + name
                            + "; return this; }");
            if (field.type() instanceof TypeRef.ListOf(var element)
                    && !(element instanceof TypeRef.ListOf)
                    && !(element instanceof TypeRef.MapOf)) {
                out.line(
                        "        public Builder "
                                + name
                                + "("
                                + model.java(element, type.home())
                                + "... "
                                + name
                                + ") { this."
                                + name
                                + " = List.of("
                                + name
                                + "); return this; }");
            }
        }
        out.line(
                "        public "
                        + type.name()
                        + " build() { return new "
                        + type.name()
                        + "("
                        + type.fields().stream()
                                .map(ApiField::java)
                                .collect(Collectors.joining(", "))
                        + "); }");
        out.line("    }");
    }

    /// Builder fields may be unset.
    private String builderType(ApiField field, ApiType type) {
        return model.component(field, type.home());
    }
}
