package dev.jong.api.apply;

import dev.jong.api.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A merged object without what its applier set the last time, does not set now, and nobody else
/// owns. Each owner's fields are looked for in the version in which he wrote.
///
/// @param shape of the version that is written now
record Pruned(Shape shape, Versions versions) {

    /// @param owners of everything, the applier among them
    /// @param last what the applier set the last time, in the version of then
    JsonObject of(JsonObject merged, List<Owner> owners, Owner last) {
        var then = versions.of(last.apiVersion());
        var shapeThen = then == null ? shape : then.shape();
        var mergedThen = then == null ? merged : then.convert().apply(merged);
        var lastFields = Removal.withDeclaredParents(last.fields(), shapeThen);
        var without = Removal.of(mergedThen, lastFields, shapeThen);
        var kept = then == null ? without : then.back().apply(without);
        for (var owned : byVersion(owners, last.apiVersion()).entrySet()) {
            kept = withOwned(merged, kept, owned.getValue(), owned.getKey());
        }
        var keptThen = then == null ? kept : then.convert().apply(kept);
        var gone =
                withParents(mergedThen, shapeThen)
                        .minus(withParents(keptThen, shapeThen))
                        .intersection(lastFields);
        var result = Removal.of(mergedThen, gone, shapeThen);
        return then == null ? result : then.back().apply(result);
    }

    /// What is owned in each version, in that of `first` first.
    private static Map<String, FieldSet> byVersion(List<Owner> owners, String first) {
        var all = new LinkedHashMap<String, FieldSet>();
        all.put(first, FieldSet.EMPTY);
        owners.forEach(owner -> all.merge(owner.apiVersion(), owner.fields(), FieldSet::union));
        return all;
    }

    /// What was kept, and what somebody owns besides.
    private JsonObject withOwned(
            JsonObject merged, JsonObject kept, FieldSet owned, String apiVersion) {
        var other = versions.of(apiVersion);
        var in = other == null ? shape : other.shape();
        var whole = other == null ? merged : other.convert().apply(merged);
        var part = other == null ? kept : other.convert().apply(kept);
        var safe = withParents(part, in).union(Removal.withDeclaredParents(owned, in));
        var with = Removal.of(whole, withParents(whole, in).minus(safe), in);
        return other == null ? with : other.back().apply(with);
    }

    private static FieldSet withParents(JsonObject object, Shape shape) {
        return Removal.withDeclaredParents(OwnedFields.of(object, shape), shape);
    }
}
