package dev.jong.apigenerator;

import java.util.Collection;
import java.util.Map;

/// All definitions.
record Model(Map<String, Definition> definitions) {

    ApiType type(TypeRef.Struct ref) {
        var home = definitions.get(ref.definition());
        var type = home == null ? null : home.types().get(ref.name());
        if (type == null) {
            throw new IllegalArgumentException("no overlay declares " + ref);
        }
        return type;
    }

    Collection<Definition> all() {
        return definitions.values();
    }

    /// The type as Java names it from within `home`; boxed.
    String java(TypeRef ref, Definition home) {
        return switch (ref) {
            case TypeRef.Scalar scalar -> scalar.boxed;
            case TypeRef.Struct struct ->
                    struct.definition().equals(home.id()) ? struct.name() : type(struct).fullName();
            case TypeRef.ListOf(var element) -> "List<" + java(element, home) + ">";
            case TypeRef.MapOf(var value) -> "Map<String, " + java(value, home) + ">";
        };
    }

    /// An expression for the codec.
    String codec(TypeRef ref, Definition home) {
        return switch (ref) {
            case TypeRef.Scalar scalar -> "Codecs." + scalar.codec;
            case TypeRef.Struct _ -> java(ref, home) + ".CODEC";
            case TypeRef.ListOf(var element) -> "Codecs.list(" + codec(element, home) + ")";
            case TypeRef.MapOf(var value) -> "Codecs.map(" + codec(value, home) + ")";
        };
    }

    /// The type of a record's component, with its null mark.
    String component(ApiField field, Definition home) {
        if (field.type() instanceof TypeRef.Scalar scalar
                && scalar.isNumberOrBool()
                && !field.pointer()) {
            return switch (scalar) {
                case INT32 -> "int";
                case INT64 -> "long";
                case FLOAT64 -> "double";
                default -> "boolean";
            };
        }
        var name = java(field.type(), home);
        if (!field.nullable()) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot + 1) + "@Nullable " + name.substring(dot + 1);
    }
}
