package dev.jong.apiserver.custom.value;

import dev.jong.api.GoText;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.json.JsonValue;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// `anyOf`, `oneOf`, `allOf` and `not`.
///
/// @param inner what one schema inside finds
record Combinations(Inner inner) {
    @FunctionalInterface
    interface Inner {
        Findings check(
                JsonValue value, @Nullable JsonValue old, JSONSchemaProps schema, String name);
    }

    /// @param tell takes a sentence about the combination itself
    Findings check(
            JsonValue value,
            @Nullable JsonValue old,
            JSONSchemaProps schema,
            String name,
            BiConsumer<String, Findings> tell) {
        var found = new Findings();
        var quoted = GoText.quote(name);
        if (!schema.anyOf().isEmpty()) {
            var each = all(schema.anyOf(), value, old, name);
            var first = each.stream().filter(Findings::isEmpty).findFirst();
            if (first.isEmpty()) {
                tell.accept(quoted + " must validate at least one schema (anyOf)", found);
            }
            found.merge(first.orElseGet(() -> nearest(each)));
        }
        if (!schema.oneOf().isEmpty()) {
            var each = all(schema.oneOf(), value, old, name);
            var fitting = each.stream().filter(Findings::isEmpty).toList();
            if (fitting.size() == 1) {
                found.merge(fitting.getFirst());
            } else {
                var detail =
                        fitting.isEmpty()
                                ? "Found none valid"
                                : "Found " + fitting.size() + " valid alternatives";
                tell.accept(
                        quoted + " must validate one and only one schema (oneOf). " + detail,
                        found);
                if (fitting.isEmpty()) {
                    found.merge(nearest(each));
                }
            }
        }
        if (!schema.allOf().isEmpty()) {
            var each = all(schema.allOf(), value, old, name);
            each.forEach(found::merge);
            long fitting = each.stream().filter(Findings::isEmpty).count();
            if (fitting < each.size()) {
                tell.accept(
                        quoted
                                + " must validate all the schemas (allOf)"
                                + (fitting == 0 ? ". None validated" : ""),
                        found);
            }
        }
        var not = schema.not();
        if (not != null && inner.check(value, old, not, name).isEmpty()) {
            tell.accept(quoted + " must not validate the schema (not)", found);
        }
        found.checked();
        return found;
    }

    private List<Findings> all(
            List<JSONSchemaProps> schemas, JsonValue value, @Nullable JsonValue old, String name) {
        return schemas.stream().map(schema -> inner.check(value, old, schema, name)).toList();
    }

    private static Findings nearest(List<Findings> each) {
        var best = each.getFirst();
        for (var findings : each) {
            if (findings.checks() > best.checks()) {
                best = findings;
            }
        }
        return best;
    }
}
