package dev.jong.apiserver.registry;

import dev.jong.api.apply.Author;
import dev.jong.api.apply.FieldOwnership;
import dev.jong.api.apply.Versions;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ManagedFieldsEntry;
import java.util.List;
import java.util.function.IntFunction;

/// Who owns the replicas of an object that is written through its scale: nobody is told there when
/// nobody was before, until the first who applies.
///
/// @param replicas the object's
/// @param scaled the object with as many, as a tree without managed fields
/// @param author who scales
record Scalers(
        FieldOwnership ownership,
        List<ManagedFieldsEntry> entries,
        int replicas,
        IntFunction<JsonObject> scaled,
        Author author,
        Versions versions) {
    boolean known() {
        return ownership.owned(scaled.apply(0), scaled.apply(1), entries, versions);
    }

    /// The entries with which who applies may be in conflict.
    List<ManagedFieldsEntry> beforeApply() {
        return replicas == 0 || known()
                ? entries
                : ownership.ownedBefore(scaled.apply(0), scaled.apply(1), entries, author);
    }
}
