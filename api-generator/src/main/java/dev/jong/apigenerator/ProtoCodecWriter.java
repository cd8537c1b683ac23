package dev.jong.apigenerator;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Writes the protobuf half of a codec. What Go embeds is a message of its own here.
final class ProtoCodecWriter {
    private final Model model;

    ProtoCodecWriter(Model model) {
        this.model = model;
    }

    void write(JavaText out, ApiType type) {
        if (type.fields().stream().anyMatch(f -> f.numbers().isEmpty())) {
            return;
        }
        var name = type.name();
        out.line("    @Override public " + name + " readProto(ProtoReader in) {");
        out.line("        var b = " + name + ".builder();");
        read(out, type, type.fields(), 0);
        out.line("        return b.build();");
        out.line("    }");
        out.line("    @Override public void writeProto(" + name + " v, ProtoWriter out) {");
        write(out, type, type.fields(), 0);
        out.line("    }");
    }

    /// By number, in order; more than one field stands for an embedded message.
    private static NavigableMap<Integer, List<ApiField>> grouped(List<ApiField> fields, int depth) {
        var groups = new TreeMap<Integer, List<ApiField>>();
        for (var field : fields) {
            groups.merge(
                    field.numbers().get(depth),
                    List.of(field),
                    (a, b) -> {
                        var both = new java.util.ArrayList<>(a);
                        both.addAll(b);
                        return both;
                    });
        }
        return groups;
    }

    private static boolean embedded(List<ApiField> group, int depth) {
        return group.getFirst().numbers().size() > depth + 1;
    }

    private void read(JavaText out, ApiType type, List<ApiField> fields, int depth) {
        var number = "n" + depth;
        out.line(
                "        for (int "
                        + number
                        + " = in.next(); "
                        + number
                        + " != 0; "
                        + number
                        + " = in.next()) {");
        out.line("            switch (" + number + ") {");
        for (Map.Entry<Integer, List<ApiField>> group : grouped(fields, depth).entrySet()) {
            var start = "                case " + group.getKey() + " -> ";
            if (embedded(group.getValue(), depth)) {
                out.line(start + "{ int outer" + depth + " = in.enter();");
                read(out, type, group.getValue(), depth + 1);
                out.line("                in.leave(outer" + depth + "); }");
            } else {
                var field = group.getValue().getFirst();
                out.line(start + "b." + field.java() + " = " + read(field, type) + ";");
            }
        }
        out.line("                default -> in.skip();");
        out.line("            }");
        out.line("        }");
    }

    private String read(ApiField field, ApiType type) {
        var builder = "b." + field.java();
        return switch (field.type()) {
            case TypeRef.ListOf _ when field.facts().containsKey("wrapped") -> "in.readWrapped()";
            case TypeRef.ListOf(var element) when isNumeric(element) ->
                    "in.plusPacked(" + builder + ", in2 -> " + value(element, type, "in2") + ")";
            case TypeRef.ListOf(var element) ->
                    "ProtoReader.plus(" + builder + ", " + value(element, type, "in") + ")";
            case TypeRef.MapOf(var element) ->
                    "in.plusEntry(" + builder + ", in2 -> " + entry(element, type) + ")";
            case TypeRef.Struct _, TypeRef.Scalar _ -> value(field.type(), type, "in");
        };
    }

    /// A map has no place for nothing: no time is Go's zero.
    private String entry(TypeRef element, ApiType type) {
        var value = value(element, type, "in2");
        return element instanceof TypeRef.Scalar scalar && scalar.isTime()
                ? "dev.jong.api.json.GoTime.orZero(" + value + ")"
                : value;
    }

    private static boolean isNumeric(TypeRef element) {
        return element instanceof TypeRef.Scalar scalar && scalar.isNumberOrBool();
    }

    private String value(TypeRef ref, ApiType type, String in) {
        return switch (ref) {
            case TypeRef.ListOf _ -> in + ".readWrapped()";
            case TypeRef.MapOf _ ->
                    throw new IllegalArgumentException("protobuf has no map in a map");
            case TypeRef.Struct _ -> in + ".read(" + model.codec(ref, type.home()) + ")";
            case TypeRef.Scalar scalar ->
                    in
                            + switch (scalar) {
                                case STRING -> ".readString()";
                                case INT32 -> ".readInt()";
                                case INT64 -> ".readLong()";
                                case FLOAT64 -> ".readDouble()";
                                case BOOL -> ".readBoolean()";
                                case BYTES -> ".readBytes()";
                                case TIME, MICRO_TIME -> ".readTime()";
                                case DURATION -> ".readDuration()";
                                case QUANTITY -> ".readQuantity()";
                                case INT_OR_STRING -> ".readIntOrString()";
                                case ANY, RAW_EXTENSION, FIELDS_V1, JSON -> ".readJson()";
                            };
        };
    }

    private void write(JavaText out, ApiType type, List<ApiField> fields, int depth) {
        var groups = grouped(fields, depth);
        for (var entry : groups.descendingMap().entrySet()) {
            int number = entry.getKey();
            var group = entry.getValue();
            if (embedded(group, depth)) {
                out.line("        int mark" + depth + "x" + number + " = out.mark();");
                write(out, type, group, depth + 1);
                out.line("        out.close(" + number + ", mark" + depth + "x" + number + ");");
            } else {
                out.line("        " + write(group.getFirst(), type, number));
            }
        }
    }

    private String write(ApiField field, ApiType type, int number) {
        var value = "v." + field.java() + "()";
        return switch (field.type()) {
            case TypeRef.ListOf _ when field.facts().containsKey("wrapped") ->
                    "if (!" + value + ".isEmpty()) out.wrapped(" + number + ", " + value + ");";
            case TypeRef.ListOf(var element) ->
                    "out.list("
                            + value
                            + ", (item, to) -> to."
                            + call(element, type, number, "item")
                            + ");";
            case TypeRef.MapOf(var element) ->
                    "out.map("
                            + number
                            + ", "
                            + value
                            + ", (item, to) -> to."
                            + call(element, type, 2, "item")
                            + ");";
            case TypeRef.Scalar.BYTES ->
                    "if (!" + value + ".isEmpty()) out.bytes(" + number + ", " + value + ");";
            case TypeRef.Struct _, TypeRef.Scalar _ -> {
                var call = "out." + call(field.type(), type, number, value) + ";";
                yield field.pointer() ? "if (" + value + " != null) " + call : call;
            }
        };
    }

    private String call(TypeRef ref, ApiType type, int number, String value) {
        return switch (ref) {
            case TypeRef.ListOf _ -> "wrapped(" + number + ", " + value + ")";
            case TypeRef.MapOf _ ->
                    throw new IllegalArgumentException("protobuf has no map in a map");
            case TypeRef.Struct _ ->
                    "message(" + number + ", " + value + ", " + model.codec(ref, type.home()) + ")";
            case TypeRef.Scalar scalar ->
                    switch (scalar) {
                                case STRING -> "string(";
                                case INT32, INT64 -> "integer(";
                                case FLOAT64 -> "decimal(";
                                case BOOL -> "bool(";
                                case BYTES -> "bytes(";
                                case TIME -> "time(";
                                case MICRO_TIME -> "microTime(";
                                case DURATION -> "duration(";
                                case QUANTITY -> "quantity(";
                                case INT_OR_STRING -> "intOrString(";
                                case ANY, RAW_EXTENSION, FIELDS_V1, JSON -> "json(";
                            }
                            + number
                            + ", "
                            + value
                            + ")";
        };
    }
}
