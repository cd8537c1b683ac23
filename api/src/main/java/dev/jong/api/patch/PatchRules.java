package dev.jong.api.patch;

import org.jspecify.annotations.Nullable;

/// How a type's fields are merged by a strategic merge patch.
public interface PatchRules {
    /// The rule of one field.
    ///
    /// @param merges lists are merged, not replaced
    /// @param replaces objects are replaced, not merged
    /// @param mergeKey the field that tells a list's elements apart; null for lists of scalars
    /// @param inside the rules of the field's type, or of its elements' type
    record FieldRule(
            boolean merges, boolean replaces, @Nullable String mergeKey, PatchRules inside) {}

    /// Rules for a type of which nothing is known: objects merge, lists are replaced.
    PatchRules PLAIN =
            new PatchRules() {
                @Override
                public FieldRule of(String field) {
                    return new FieldRule(false, false, null, this);
                }
            };

    FieldRule of(String field);
}
