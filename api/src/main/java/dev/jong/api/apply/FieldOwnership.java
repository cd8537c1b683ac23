package dev.jong.api.apply;

import dev.jong.api.Schema;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ManagedFieldsEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps `metadata.managedFields` true through every write, and carries out applies. Pure.
///
/// Objects are trees without `metadata.managedFields`.
///
/// @param schema of the kind
/// @param ignored fields that the door in use resets, such as `status` of an update of the object
///   itself
public record FieldOwnership(Schema.Struct schema, FieldSet ignored) {
    /// The name under which an object's fields count that nobody has tracked before its first
    /// apply.
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private static final String ANCIENT = "ancient-changes";
    private static final int MOST_UPDATERS = 10;

    /// What belongs to the server, not to those who write.
    private static final FieldSet NOBODYS =
            FieldSet.ofNames(
                    "apiVersion",
                    "kind",
                    "metadata",
                    "metadata.name",
                    "metadata.namespace",
                    "metadata.creationTimestamp",
                    "metadata.selfLink",
                    "metadata.uid",
                    "metadata.clusterName",
                    "metadata.generation",
                    "metadata.managedFields",
                    "metadata.resourceVersion");

    /// An object after an apply, and who owns what of it.
    ///
    /// @param object equal to the one before when the configuration changes nothing; then nobody's
    ///   time changes, and a new owner has none
    public record Applied(JsonObject object, List<ManagedFieldsEntry> managedFields) {}

    /// Entries after a create (`before` is the empty object) or update.
    public List<ManagedFieldsEntry> written(
            JsonObject before, JsonObject after, List<ManagedFieldsEntry> entries, Author author) {
        return written(before, after, entries, author, Versions.NONE);
    }

    public List<ManagedFieldsEntry> written(
            JsonObject before,
            JsonObject after,
            List<ManagedFieldsEntry> entries,
            Author author,
            Versions versions) {
        var owners = owners(entries);
        var me = author.owner(false);
        var differences = new Differences(before, after, versions);
        var difference = differences.here;
        var mine = find(owners, me);
        var kept = takeFromOthers(owners, me, differences);
        var had = mine.map(Owner::fields).orElse(FieldSet.EMPTY);
        var has =
                had.minus(difference.removed())
                        .union(difference.written())
                        .minusTrees(ignored)
                        .minus(NOBODYS);
        if (!has.isEmpty()) {
            boolean same = mine.isPresent() && has.equals(had) && touched(difference).isEmpty();
            kept.add(same ? mine.orElseThrow() : me.withFields(has));
        }
        return encoded(capped(kept));
    }

    private FieldSet touched(Difference difference) {
        return difference.written().minusTrees(ignored).minus(NOBODYS);
    }

    /// What comes of an apply of `config`.
    ///
    /// @throws ApiException (409) when others own fields that `config` sets to other values, unless
    ///   `force`
    /// @throws InvalidFields when `config` names an item twice, or one without its key
    public Applied applied(
            JsonObject live,
            JsonObject config,
            List<ManagedFieldsEntry> entries,
            Author author,
            boolean force) {
        return applied(live, config, entries, author, force, Versions.NONE);
    }

    public Applied applied(
            JsonObject live,
            JsonObject config,
            List<ManagedFieldsEntry> entries,
            Author author,
            boolean force,
            Versions versions) {
        var owners = owners(entries);
        if (owners.isEmpty() && !live.isEmpty()) {
            owners = owners(ownedBefore(JsonObject.EMPTY, live, List.of(), author));
        }
        var me = author.owner(true);
        var last = find(owners, me);
        var set = OwnedFields.of(config, shape()).minusTrees(ignored).minus(NOBODYS);
        var current = new ArrayList<Owner>();
        for (var owner : owners) if (!owner.isSame(me)) current.add(owner);
        var all = new ArrayList<>(current);
        // The server's own fields go with nobody: the last field of metadata takes no name away.
        all.add(me.withFields(set.union(NOBODYS)));
        var merged = Merge.of(live, config, shape());
        var pruned =
                last.isPresent()
                        ? new Pruned(shape(), versions).of(merged, all, last.orElseThrow())
                        : merged;

        var differences = new Differences(live, pruned, versions);
        if (!force) {
            refuseConflicts(current, differences, LastApplied.owned(live, author, shape()), author);
        }
        var kept = takeFromOthers(current, me, differences);
        var time = pruned.equals(live) ? last.map(Owner::time).orElse(null) : me.time();
        if (!set.isEmpty()) kept.add(me.withTime(time).withFields(set));
        return new Applied(pruned, encoded(capped(kept)));
    }

    /// Whether entries say what they should: clients write them too.
    public static boolean isReadable(List<ManagedFieldsEntry> entries) {
        try {
            owners(entries);
            return true;
        } catch (InvalidFields _) {
            return false;
        }
    }

    /// Whether somebody owns any of the fields in which two states of an object differ.
    public boolean owned(
            JsonObject one, JsonObject other, List<ManagedFieldsEntry> entries, Versions versions) {
        var differences = new Differences(one, other, versions);
        return owners(entries).stream()
                .anyMatch(owner ->
                        !owner.fields().intersection(differences.of(owner).written()).isEmpty());
    }

    /// Entries that also say that the fields in which two states of an object differ were there
    /// before anybody applied.
    ///
    /// @param author who is about to apply, and through which door
    public List<ManagedFieldsEntry> ownedBefore(
            JsonObject one, JsonObject other, List<ManagedFieldsEntry> entries, Author author) {
        var fields = touched(new Differences(one, other, Versions.NONE).here);
        if (fields.isEmpty()) return entries;
        var all = new ArrayList<>(entries);
        all.add(author.named(BEFORE_FIRST_APPLY).owner(false).withFields(fields).toEntry());
        return all;
    }

    /// What a write changes, in the version of whoever asks.
    private final class Differences {
        private final JsonObject before;
        private final JsonObject after;
        private final Versions versions;
        private final Difference here;
        private final Map<String, Difference> there = new HashMap<>();

        Differences(JsonObject before, JsonObject after, Versions versions) {
            this.before = before;
            this.after = after;
            this.versions = versions;
            here = Difference.between(before, after, shape()).without(ignored);
        }

        Difference of(Owner owner) {
            var other = versions.of(owner.apiVersion());
            return other == null
                    ? here
                    : there.computeIfAbsent(
                            owner.apiVersion(), _ -> other.between(before, after).without(ignored));
        }
    }

    private Shape shape() {
        return Shape.of(schema, Schema.Ownership.AS_TYPE);
    }

    private static List<Owner> owners(List<ManagedFieldsEntry> entries) {
        return entries.stream().map(Owner::of).toList();
    }

    private static Optional<Owner> find(List<Owner> owners, Owner like) {
        return owners.stream().filter(owner -> owner.isSame(like)).findFirst();
    }

    /// The others, without what was written or removed by `me`; those with nothing left are gone.
    private static List<Owner> takeFromOthers(
            List<Owner> owners, Owner me, Differences differences) {
        var kept = new ArrayList<Owner>();
        for (var owner : owners) {
            if (owner.isSame(me)) continue;
            var difference = differences.of(owner);
            var left = owner.fields().minus(difference.written()).minus(difference.removed());
            if (!left.isEmpty()) kept.add(owner.withFields(left));
        }
        return kept;
    }

    private static void refuseConflicts(
            List<Owner> others, Differences differences, FieldSet allowed, Author author) {
        var conflicts = new ArrayList<ApplyConflict.Conflict>();
        for (var owner : others) {
            var disputed =
                    owner.fields().intersection(differences.of(owner).written()).minus(allowed);
            if (!disputed.isEmpty())
                conflicts.add(new ApplyConflict.Conflict(owner.seenBy(author), disputed));
        }
        if (!conflicts.isEmpty()) throw new ApplyConflict(conflicts).toException();
    }

    /// At most ten who update: the oldest are put together as ancient.
    private static List<Owner> capped(List<Owner> owners) {
        var updaters = new ArrayList<>(owners.stream().filter(owner -> !owner.applied()).toList());
        if (updaters.size() <= MOST_UPDATERS) return owners;
        updaters.sort(
                Comparator.comparing(
                        Owner::time, Comparator.nullsFirst(Comparator.naturalOrder())));
        var oldest = updaters.subList(0, updaters.size() - MOST_UPDATERS + 1);
        var kept = new ArrayList<>(owners);
        kept.removeAll(oldest);
        var first = oldest.getLast();
        var together = FieldSet.EMPTY;
        for (var owner : oldest) together = together.union(owner.fields());
        kept.add(new Owner(ANCIENT, false, first.apiVersion(), "", first.time(), together));
        return kept;
    }

    private static List<ManagedFieldsEntry> encoded(List<Owner> owners) {
        return owners.stream()
                .sorted(
                        Comparator.comparing((Owner owner) -> !owner.applied())
                                .thenComparing(
                                        Owner::time,
                                        Comparator.nullsFirst(Comparator.naturalOrder()))
                                .thenComparing(Owner::manager)
                                .thenComparing(Owner::apiVersion)
                                .thenComparing(Owner::subresource))
                .map(Owner::toEntry)
                .toList();
    }
}
