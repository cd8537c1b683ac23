package dev.jong.api;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a value may look like. Built-in types and custom resources share it: for patch, apply,
/// pruning, defaults, validation, OpenAPI and explain.
public sealed interface Schema {

    /// Further JSON Schema keywords (`pattern`, `maxLength`, `nullable`, `anyOf`,
    /// `x-kubernetes-validations`, …) by their names. Built-in types have only those that OpenAPI
    /// repeats: that a list is atomic or a map granular although it would be without, and which
    /// fields exclude each other (`x-kubernetes-unions`).
    JsonObject keywords();

    /// How server-side apply sees a list.
    enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    /// JSON's plain types, and the two in between.
    enum ScalarType {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        INT_OR_STRING,
        /// Text or a number, compared by amount.
        QUANTITY
    }

    /// One value that is neither object nor array.
    ///
    /// @param name of OpenAPI's shared type, such as `io.k8s.apimachinery.pkg.apis.meta.v1.Time`;
    ///   empty for plain ones
    /// @param format `int32`, `int64`, `double`, `date-time`, `byte`, or empty
    /// @param values the only ones allowed; empty: all
    record Scalar(
            String name,
            ScalarType type,
            String format,
            List<JsonValue> values,
            JsonObject keywords)
            implements Schema {
        public Scalar {
            values = List.copyOf(values);
        }
    }

    /// An array.
    ///
    /// @param keys of the items that are unique together, for [ListType#MAP]
    record ListOf(Schema items, ListType type, List<String> keys, JsonObject keywords)
            implements Schema {
        public ListOf {
            keys = List.copyOf(keys);
        }
    }

    /// What an item of a list has for one of the list's keys: its own value, else the field's
    /// default; null when there is neither.
    ///
    /// @param items the schema of the list's items
    static @Nullable JsonValue keyValue(Schema items, JsonObject item, String key) {
        var given = item.get(key);
        if (given != null || !(items instanceof Struct struct)) {
            return given;
        }
        var field = struct.field(key);
        if (field == null || field.defaultValue() != null) {
            return field == null ? null : field.defaultValue();
        }
        return field.zeroDefault() && field.schema() instanceof Scalar scalar ? zero(scalar) : null;
    }

    /// What Go has in a field that nobody sets.
    private static JsonValue zero(Scalar scalar) {
        return switch (scalar.type()) {
            case STRING, INT_OR_STRING, QUANTITY -> new JsonText("");
            case INTEGER, NUMBER -> new JsonInteger(0);
            case BOOLEAN -> JsonBoolean.FALSE;
        };
    }

    /// An object whose keys are data.
    ///
    /// @param atomic server-side apply owns it whole
    record MapOf(Schema values, boolean atomic, JsonObject keywords) implements Schema {}

    /// Any JSON at all; apply owns it whole.
    ///
    /// @param name of OpenAPI's shared type; empty for none
    record Any(String name, JsonObject keywords) implements Schema {}

    /// How strategic merge patch treats a field.
    ///
    /// @param strategies of `merge`, `replace`, `retainKeys`
    /// @param mergeKey empty when items are compared whole
    record Patch(Set<String> strategies, String mergeKey) {
        public static final Patch NONE = new Patch(Set.of(), "");

        public Patch {
            strategies = Set.copyOf(strategies);
        }
    }

    /// What a field's declaration says of how apply owns its object.
    enum Ownership {
        /// Nothing: the object's type decides.
        AS_TYPE,
        /// `x-kubernetes-map-type: atomic`, whatever the type says.
        WHOLE,
        /// `x-kubernetes-map-type: granular`, whatever the type says.
        BY_FIELD;

        /// @param atomic whether the type is owned whole
        public boolean whole(boolean atomic) {
            return this == AS_TYPE ? atomic : this == WHOLE;
        }
    }

    /// One declared field.
    ///
    /// @param zeroDefault OpenAPI names Go's zero value as default, since Go always has a value
    ///   there
    record Field(
            String name,
            Schema schema,
            String description,
            boolean required,
            Ownership ownership,
            boolean zeroDefault,
            @Nullable JsonValue defaultValue,
            Patch patch) {}

    /// What a struct consists of.
    ///
    /// @param fields in order of declaration
    /// @param additional the schema of undeclared fields; null when there may be none
    /// @param preservesUnknown undeclared fields are kept
    /// @param embedded it is a whole object with `apiVersion`, `kind` and `metadata`
    record Body(
            String description,
            Map<String, Field> fields,
            boolean atomic,
            @Nullable Schema additional,
            boolean preservesUnknown,
            boolean embedded,
            JsonObject keywords) {
        /// Whose fields are owned one by one.
        Body divided() {
            return new Body(
                    description, fields, false, additional, preservesUnknown, embedded, keywords);
        }
    }

    /// An object with declared fields. Its body is made when it is first asked for, so types may
    /// contain themselves.
    final class Struct implements Schema {
        private final String name;
        private final Supplier<Body> source;
        private final boolean keeps;
        private volatile @Nullable Body body;

        /// `name` as OpenAPI has it, such as `io.k8s.api.core.v1.Pod`; empty for what has none.
        public Struct(String name, Supplier<Body> source) {
            this(name, source, true);
        }

        private Struct(String name, Supplier<Body> source, boolean keeps) {
            this.name = name;
            this.source = source;
            this.keeps = keeps;
        }

        /// One that asks for its body each time: `source` keeps it for as long as it likes.
        public static Struct asking(String name, Supplier<Body> source) {
            return new Struct(name, source, false);
        }

        public static Struct of(Body body) {
            return new Struct("", () -> body);
        }

        public String name() {
            return name;
        }

        public Body body() {
            var made = body;
            if (made == null) {
                made = source.get();
                if (keeps) {
                    body = made;
                }
            }
            return made;
        }

        public Map<String, Field> fields() {
            return body().fields();
        }

        public @Nullable Field field(String name) {
            return body().fields().get(name);
        }

        public String description() {
            return body().description();
        }

        @Override
        public JsonObject keywords() {
            return body().keywords();
        }

        @Override
        public String toString() {
            return name.isEmpty() ? "Struct" + fields().keySet() : name;
        }
    }
}
