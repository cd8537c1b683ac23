package dev.jong.apigenerator;

import java.util.Set;

/// Writes a type's JSON codec.
final class CodecWriter {
    private static final Set<String> BARE = Set.of("items", "groups");

    private final Model model;
    private final ProtoCodecWriter proto;

    CodecWriter(Model model) {
        this.model = model;
        this.proto = new ProtoCodecWriter(model);
    }

    String write(ApiType type) {
        var out = new JavaText(type.home().javaPackage(), "");
        var name = type.name();
        out.line("final class " + name + "Codec implements Codec<" + name + "> {");
        out.line(
                "    @Override public String goType() { return "
                        + JavaText.quote(type.home().version() + "." + name)
                        + "; }");
        read(out, type);
        out.line("    @Override public void write(" + name + " v, TokenWriter out) {");
        out.line("        out.beginObject();");
        if (type.typed()) {
            out.line("        out.name(\"kind\").string(" + JavaText.quote(name) + ");");
            out.line(
                    "        out.name(\"apiVersion\").string("
                            + JavaText.quote(type.apiVersion())
                            + ");");
        }
        out.line("        writeFields(v, out);");
        out.line("        out.endObject();");
        out.line("    }");
        out.line("    @Override public void writeFields(" + name + " v, TokenWriter out) {");
        for (var field : type.fields()) {
            out.line("        " + write(field, type));
        }
        out.line("    }");
        proto.write(out, type);
        out.line("}");
        return out.toString();
    }

    /// What a codec written by hand extends.
    String writeBase(ApiType type) {
        var out = new JavaText(type.home().javaPackage(), "");
        out.line("abstract class " + type.name() + "Proto implements Codec<" + type.name() + "> {");
        proto.write(out, type);
        out.line("}");
        return out.toString();
    }

    private void read(JavaText out, ApiType type) {
        var name = type.name();
        out.line("    @Override public " + name + " read(TokenReader in) {");
        out.line(
                "        if (!in.beginObject("
                        + JavaText.quote(name)
                        + ")) return "
                        + name
                        + ".EMPTY;");
        out.line("        var b = " + name + ".builder();");
        out.line(
                "        for (var field = in.nextField(); field != null; field = in.nextField()) {");
        out.line("            switch (field) {");
        for (var field : type.fields()) {
            out.line(
                    "                case "
                            + JavaText.quote(field.json())
                            + " -> b."
                            + field.java()
                            + " = "
                            + read(field, type)
                            + ";");
        }
        if (type.typed()) {
            out.line("                case \"kind\", \"apiVersion\" -> in.readString();");
        }
        out.line("                default -> in.unknown();");
        out.line("            }");
        out.line("        }");
        out.line("        return b.build();");
        out.line("    }");
    }

    private String read(ApiField field, ApiType type) {
        return switch (field.type()) {
            case TypeRef.ListOf(var element) ->
                    "in.readList(" + model.codec(element, type.home()) + ")";
            case TypeRef.MapOf(var value) -> "in.readMap(" + model.codec(value, type.home()) + ")";
            case TypeRef.Struct struct -> {
                var codec = model.codec(struct, type.home());
                yield field.pointer() ? "in.readNullable(" + codec + ")" : codec + ".read(in)";
            }
            case TypeRef.Scalar scalar -> {
                boolean absent = field.pointer() || scalar.isAny();
                yield scalar.isTime() || !absent
                        ? scalar(scalar)
                        : "in.isNull() ? null : " + scalar(scalar);
            }
        };
    }

    private static String scalar(TypeRef.Scalar scalar) {
        return "in."
                + switch (scalar) {
                    case STRING -> "readString()";
                    case INT32 -> "readInt()";
                    case INT64 -> "readLong()";
                    case FLOAT64 -> "readDouble()";
                    case BOOL -> "readBoolean()";
                    case BYTES -> "readBytes()";
                    case TIME -> "readTime()";
                    case MICRO_TIME -> "readMicroTime()";
                    case DURATION -> "readDuration()";
                    case QUANTITY -> "readQuantity()";
                    case INT_OR_STRING -> "readIntOrString()";
                    case FIELDS_V1 -> "readShared()";
                    case ANY, RAW_EXTENSION, JSON -> "readValue()";
                };
    }

    private String write(ApiField field, ApiType type) {
        var value = "v." + field.java() + "()";
        var name = "out.name(" + JavaText.quote(field.json()) + ")";
        var written = name + "." + call(field, type, value) + ";";
        var condition = condition(field, type, value);
        if (condition.isEmpty()) {
            return written;
        }
        var when = "if (" + condition + ") { " + written + " }";
        return when + (omitted(field) ? "" : " else " + name + "." + absentForm(field, type) + ";");
    }

    /// Go's omitempty never leaves out a struct, and Time and RawExtension are structs.
    private static boolean omitted(ApiField field) {
        boolean structLike =
                field.type() instanceof TypeRef.Scalar scalar
                        && (scalar.isTime() || scalar.isAny());
        return switch (field.omit()) {
            case NEVER -> false;
            case EMPTY -> field.pointer() || !structLike;
            case ZERO -> true;
        };
    }

    private static String absentForm(ApiField field, ApiType type) {
        boolean list = field.type() instanceof TypeRef.ListOf;
        boolean present = type.home().id().equals("meta/v1") || BARE.contains(field.json());
        return list && present ? "list(List.of(), Codecs.STRING)" : "nul()";
    }

    /// When the field is written with its value; empty means always.
    private String condition(ApiField field, ApiType type, String value) {
        boolean leavesOut = field.omit() != ApiField.Omit.NEVER;
        boolean zero = field.omit() == ApiField.Omit.ZERO;
        return switch (field.type()) {
            case TypeRef.ListOf _, TypeRef.MapOf _ -> "!" + value + ".isEmpty()";
            case TypeRef.Struct _ when field.pointer() -> value + " != null";
            case TypeRef.Struct struct ->
                    zero
                            ? "!" + value + ".equals(" + model.java(struct, type.home()) + ".EMPTY)"
                            : "";
            case TypeRef.Scalar scalar when field.nullable() -> value + " != null";
            case TypeRef.Scalar.STRING -> "";
            case TypeRef.Scalar.BYTES -> "!" + value + ".isEmpty()";
            case TypeRef.Scalar.BOOL -> leavesOut ? value : "";
            case TypeRef.Scalar.QUANTITY -> zero ? "!" + value + ".isZero()" : "";
            case TypeRef.Scalar.DURATION -> zero ? "!" + value + ".isZero()" : "";
            case TypeRef.Scalar.INT_OR_STRING ->
                    zero ? "!" + value + ".equals(IntOrString.of(0))" : "";
            case TypeRef.Scalar _ -> leavesOut ? value + " != 0" : "";
        };
    }

    private String call(ApiField field, ApiType type, String value) {
        return switch (field.type()) {
            case TypeRef.ListOf(var element) -> {
                boolean bare =
                        BARE.contains(field.json())
                                && element instanceof TypeRef.Struct struct
                                && model.type(struct).typed()
                                && !type.name().startsWith("PartialObject");
                yield (bare ? "items(" : "list(")
                        + value
                        + ", "
                        + model.codec(element, type.home())
                        + ")";
            }
            case TypeRef.MapOf(var element) ->
                    "map(" + value + ", " + model.codec(element, type.home()) + ")";
            case TypeRef.Struct struct ->
                    "with(" + value + ", " + model.codec(struct, type.home()) + ")";
            case TypeRef.Scalar scalar -> scalarCall(scalar) + "(" + value + ")";
        };
    }

    private static String scalarCall(TypeRef.Scalar scalar) {
        return switch (scalar) {
            case STRING -> "string";
            case INT32, INT64 -> "integer";
            case FLOAT64 -> "decimal";
            case BOOL -> "bool";
            case BYTES -> "bytes";
            case TIME -> "time";
            case MICRO_TIME -> "microTime";
            case DURATION -> "duration";
            case QUANTITY -> "quantity";
            case INT_OR_STRING -> "intOrString";
            case ANY, RAW_EXTENSION, FIELDS_V1, JSON -> "value";
        };
    }
}
