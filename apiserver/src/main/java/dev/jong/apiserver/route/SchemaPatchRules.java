package dev.jong.apiserver.route;

import dev.jong.api.Schema;
import dev.jong.api.patch.PatchRules;
import org.jspecify.annotations.Nullable;

/// How strategic merge patch treats the fields of a type, as its schema says.
record SchemaPatchRules(Schema.Struct struct) implements PatchRules {

    static PatchRules of(@Nullable Schema schema) {
        return schema instanceof Schema.Struct struct ? new SchemaPatchRules(struct) : PLAIN;
    }

    @Override
    public FieldRule of(String name) {
        var field = struct.field(name);
        if (field == null) {
            return new FieldRule(false, false, null, PLAIN);
        }
        var strategies = field.patch().strategies();
        var mergeKey = field.patch().mergeKey();
        return new FieldRule(
                strategies.contains("merge"),
                strategies.contains("replace"),
                mergeKey.isEmpty() ? null : mergeKey,
                of(inside(field.schema())));
    }

    private static @Nullable Schema inside(Schema schema) {
        return switch (schema) {
            case Schema.ListOf list -> inside(list.items());
            case Schema.MapOf map -> inside(map.values());
            case Schema.Struct _, Schema.Scalar _, Schema.Any _ -> schema;
        };
    }
}
