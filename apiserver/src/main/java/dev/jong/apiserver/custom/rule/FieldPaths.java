package dev.jong.apiserver.custom.rule;

import dev.jong.api.Schema;
import dev.jong.api.errors.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `fieldPath` of a rule: `.spec.a`, `['a-b'].c`, fields and keys below the rule's own place.
final class FieldPaths {
    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]]+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");

    private FieldPaths() {}

    /// As errors show it; empty when there is none, or when it does not fit the schema.
    static String normal(String path, Schema schema) {
        return path.isEmpty() ? "" : resolve(path, schema).map(FieldPath::toString).orElse("");
    }

    /// Empty when it does not fit the schema.
    static Optional<FieldPath> resolve(String path, Schema schema) {
        var steps = steps(path);
        @Nullable FieldPath at = null;
        @Nullable Schema inside = schema;
        for (var step : steps) {
            switch (inside) {
                case Schema.Struct struct when struct.field(step) != null -> {
                    at = at == null ? FieldPath.of(step) : at.child(step);
                    var field = struct.field(step);
                    inside = field == null ? null : field.schema();
                }
                case Schema.MapOf map -> {
                    at = at == null ? FieldPath.of("").key(step) : at.key(step);
                    inside = map.values();
                }
                case null, default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.ofNullable(at);
    }

    private static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        var matcher = STEP.matcher(path);
        int from = 0;
        while (from < path.length() && matcher.find(from) && matcher.start() == from) {
            steps.add(
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2).replaceAll("\\\\(.)", "$1"));
            from = matcher.end();
        }
        return from == path.length() ? steps : List.of();
    }
}
