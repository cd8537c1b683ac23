package dev.jong.apigenerator;

/// A field's type as an overlay writes it: `string`, `[]Container`, `map:core/v1.Taint`.
sealed interface TypeRef {

    /// What JSON and Java have a type of their own for.
    enum Scalar implements TypeRef {
        STRING("string", "String", "STRING"),
        INT32("int32", "Integer", "INT32"),
        INT64("int64", "Long", "INT64"),
        FLOAT64("float64", "Double", "DOUBLE"),
        BOOL("bool", "Boolean", "BOOLEAN"),
        BYTES("bytes", "Bytes", "BYTES"),
        TIME("Time", "Instant", "TIME"),
        MICRO_TIME("MicroTime", "Instant", "MICRO_TIME"),
        DURATION("Duration", "Duration", "DURATION"),
        QUANTITY("Quantity", "Quantity", "QUANTITY"),
        INT_OR_STRING("IntOrString", "IntOrString", "INT_OR_STRING"),
        ANY("any", "JsonValue", "ANY"),
        RAW_EXTENSION("RawExtension", "JsonValue", "ANY"),
        FIELDS_V1("FieldsV1", "JsonValue", "ANY"),
        JSON("JSON", "JsonValue", "ANY");

        final String written;
        final String boxed;
        final String codec;

        Scalar(String written, String boxed, String codec) {
            this.written = written;
            this.boxed = boxed;
            this.codec = codec;
        }

        boolean isNumberOrBool() {
            return this == INT32 || this == INT64 || this == FLOAT64 || this == BOOL;
        }

        boolean isAny() {
            return codec.equals("ANY");
        }

        boolean isTime() {
            return this == TIME || this == MICRO_TIME;
        }
    }

    /// Another generated record, named by its definition: `apps/v1`, `Deployment`.
    record Struct(String definition, String name) implements TypeRef {}

    record ListOf(TypeRef element) implements TypeRef {}

    record MapOf(TypeRef value) implements TypeRef {}

    /// `home` is the definition whose types are written without one.
    static TypeRef parse(String text, String home) {
        if (text.startsWith("[]")) {
            return new ListOf(parse(text.substring(2), home));
        }
        if (text.startsWith("map:")) {
            return new MapOf(parse(text.substring(4), home));
        }
        for (var scalar : Scalar.values()) {
            if (scalar.written.equals(text)) {
                return scalar;
            }
        }
        int dot = text.lastIndexOf('.');
        return dot < 0
                ? new Struct(home, text)
                : new Struct(text.substring(0, dot), text.substring(dot + 1));
    }
}
