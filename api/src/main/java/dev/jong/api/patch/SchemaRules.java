package dev.jong.api.patch;

import dev.jong.api.Schema;
import org.jspecify.annotations.Nullable;

/// Reads from a type's schema how its fields are merged.
public final class SchemaRules {
    private SchemaRules() {}

    public static PatchRules of(Schema schema) {
        return switch (schema) {
            case Schema.Struct struct -> field -> rule(struct, field);
            case Schema.MapOf(var values, _, _) ->
                    _ -> new PatchRules.FieldRule(false, false, null, inside(values));
            case Schema.ListOf _, Schema.Scalar _, Schema.Any _ -> PatchRules.PLAIN;
        };
    }

    private static PatchRules.FieldRule rule(Schema.Struct struct, String name) {
        var field = struct.field(name);
        if (field == null) {
            return PatchRules.PLAIN.of(name);
        }
        var strategies = field.patch().strategies();
        return new PatchRules.FieldRule(
                strategies.contains("merge"),
                strategies.contains("replace"),
                keyOrNull(field.patch().mergeKey()),
                inside(field.schema()));
    }

    private static @Nullable String keyOrNull(String key) {
        return key.isEmpty() ? null : key;
    }

    /// A list's rules are those of its items.
    private static PatchRules inside(Schema schema) {
        return of(schema instanceof Schema.ListOf(var items, _, _, _) ? items : schema);
    }
}
