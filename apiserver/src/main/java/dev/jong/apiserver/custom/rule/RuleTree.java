package dev.jong.apiserver.custom.rule;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of a schema and of everything below it, compiled. Any thread.
///
/// @param schema of the values, whatever part of it the rules stand in
/// @param resource whether values are whole objects
/// @param fields with rules in or below them
/// @param others rules of items, or of values under keys that are data; null when there are none
/// @param parts rules that stand in `allOf`
record RuleTree(
        Schema schema,
        boolean resource,
        List<CompiledRule> rules,
        Map<String, RuleTree> fields,
        @Nullable RuleTree others,
        List<RuleTree> parts) {

    /// The rules of a whole object; null when there are none.
    static @Nullable RuleTree of(Schema.Struct root) {
        return of(root, true);
    }

    /// The rules of values of any schema; null when there are none.
    static @Nullable RuleTree of(Schema schema, boolean resource) {
        var rules = compiled(schema, resource, RuleScope.rules(schema.keywords()));
        var fields = new LinkedHashMap<String, RuleTree>();
        if (schema instanceof Schema.Struct struct) {
            for (var field : struct.fields().values()) {
                var built = resource && field.name().equals("metadata");
                var below = built ? null : of(field.schema(), isEmbedded(field.schema()));
                if (below != null) {
                    fields.put(field.name(), below);
                }
            }
        }
        var others = below(schema);
        var parts = parts(schema, resource);
        return rules.isEmpty() && fields.isEmpty() && others == null && parts.isEmpty()
                ? null
                : new RuleTree(schema, resource, rules, fields, others, parts);
    }

    private static @Nullable RuleTree below(Schema schema) {
        var inner =
                switch (schema) {
                    case Schema.ListOf list -> list.items();
                    case Schema.MapOf map -> map.values();
                    case Schema.Struct struct -> struct.body().additional();
                    case Schema.Scalar _, Schema.Any _ -> null;
                };
        return inner == null ? null : of(inner, isEmbedded(inner));
    }

    private static List<RuleTree> parts(Schema schema, boolean resource) {
        var parts = new ArrayList<RuleTree>();
        for (var part : schema.keywords().array("allOf").items()) {
            var tree = part instanceof JsonObject json ? part(json, schema, resource) : null;
            if (tree != null) {
                parts.add(tree);
            }
        }
        return parts;
    }

    /// Rules inside `allOf` see values by the types of the schema around it.
    private static @Nullable RuleTree part(JsonObject json, Schema schema, boolean resource) {
        var rules = compiled(schema, resource, RuleScope.rules(json));
        var fields = new LinkedHashMap<String, RuleTree>();
        if (schema instanceof Schema.Struct struct) {
            json.object("properties")
                    .fields()
                    .forEach((name, value) -> {
                        var field = struct.field(name);
                        var below =
                                field != null && value instanceof JsonObject inner
                                        ? part(inner, field.schema(), false)
                                        : null;
                        if (below != null) {
                            fields.put(name, below);
                        }
                    });
        }
        var others =
                schema instanceof Schema.ListOf list
                                && json.get("items") instanceof JsonObject items
                        ? part(items, list.items(), false)
                        : null;
        return rules.isEmpty() && fields.isEmpty() && others == null
                ? null
                : new RuleTree(schema, resource, rules, fields, others, List.of());
    }

    private static List<CompiledRule> compiled(Schema schema, boolean resource, List<Rule> rules) {
        if (rules.isEmpty()) {
            return List.of();
        }
        var scope = RuleScope.of(schema, resource);
        return rules.stream().map(scope::compile).toList();
    }

    static boolean isEmbedded(Schema schema) {
        return schema instanceof Schema.Struct struct && struct.body().embedded();
    }
}
