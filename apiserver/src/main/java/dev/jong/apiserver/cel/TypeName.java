package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import dev.jong.api.json.JsonNull;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A type as a value, such as what `type(x)` answers.
record TypeName(String name) {
    static TypeName of(Object value) {
        return new TypeName(
                switch (value) {
                    case Boolean _ -> "bool";
                    case Long _ -> "int";
                    case Unsigned _ -> "uint";
                    case Double _ -> "double";
                    case String _ -> "string";
                    case Bytes _ -> "bytes";
                    case JsonNull _ -> "null_type";
                    case Instant _ -> "google.protobuf.Timestamp";
                    case Duration _ -> "google.protobuf.Duration";
                    case StructValue made -> made.type();
                    case Map<?, ?> _ -> "map";
                    case List<?> _ -> "list";
                    case Optional<?> _ -> "optional_type";
                    case TypeName _ -> "type";
                    case Opaque opaque -> opaque.type();
                    default -> value.getClass().getSimpleName();
                });
    }

    @Override
    public String toString() {
        return name;
    }
}
