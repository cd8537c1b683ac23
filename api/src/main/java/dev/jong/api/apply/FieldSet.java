package dev.jong.api.apply;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.json.TokenReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A set of paths to fields; immutable. A path may be in it without its children, and children
/// without their parent.
///
/// @param members paths of one element
/// @param children longer paths, by their first element; never empty ones
public record FieldSet(Set<PathElement> members, Map<PathElement, FieldSet> children) {
    public static final FieldSet EMPTY = new FieldSet(Set.of(), Map.of());

    private static final String SELF = ".";

    /// The object, its metadata, its managed fields and the entry; and the empty object that stands
    /// for a path's end.
    private static final int LEVELS_ABOVE = 5;

    public FieldSet {
        members = Set.copyOf(members);
        children = Map.copyOf(children);
    }

    /// Written out, since a record's own comparison takes so many frames that deep sets overflow.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet(var itsMembers, var itsChildren)
                && members.equals(itsMembers)
                && children.equals(itsChildren);
    }

    @Override
    public int hashCode() {
        return 31 * members.hashCode() + children.hashCode();
    }

    /// Collects paths.
    public static final class Builder {
        private final Set<PathElement> members = new HashSet<>();
        private final Map<PathElement, Builder> children = new HashMap<>();

        public Builder add(PathElement member) {
            members.add(member);
            return this;
        }

        /// What lies below `element`.
        public Builder below(PathElement element) {
            return children.computeIfAbsent(element, _ -> new Builder());
        }

        public FieldSet build() {
            if (members.isEmpty() && children.isEmpty()) return EMPTY;
            var built = new HashMap<PathElement, FieldSet>();
            for (var below : children.entrySet()) {
                var child = below.getValue().build();
                if (!child.isEmpty()) built.put(below.getKey(), child);
            }
            return members.isEmpty() && built.isEmpty() ? EMPTY : new FieldSet(members, built);
        }
    }

    /// Of paths of field names, such as `metadata.name`.
    public static FieldSet ofNames(String... paths) {
        var builder = new Builder();
        for (var path : paths) {
            var at = builder;
            String[] names = path.split("\\.", -1);
            for (int i = 0; i < names.length - 1; i++)
                at = at.below(new PathElement.Field(names[i]));
            at.add(new PathElement.Field(names[names.length - 1]));
        }
        return builder.build();
    }

    public boolean isEmpty() {
        return members.isEmpty() && children.isEmpty();
    }

    public boolean has(PathElement member) {
        return members.contains(member);
    }

    public FieldSet below(PathElement element) {
        return children.getOrDefault(element, EMPTY);
    }

    public FieldSet union(FieldSet other) {
        if (other.isEmpty()) return this;
        if (isEmpty()) return other;
        var allMembers = new HashSet<>(members);
        allMembers.addAll(other.members);
        var allChildren = new HashMap<>(children);
        for (var theirs : other.children.entrySet()) {
            var own = below(theirs.getKey());
            allChildren.put(theirs.getKey(), own.union(theirs.getValue()));
        }
        return new FieldSet(allMembers, allChildren);
    }

    public FieldSet intersection(FieldSet other) {
        var shared = new HashSet<>(members);
        shared.retainAll(other.members);
        var sharedChildren = new HashMap<PathElement, FieldSet>();
        for (var own : children.entrySet()) {
            var both = own.getValue().intersection(other.below(own.getKey()));
            if (!both.isEmpty()) sharedChildren.put(own.getKey(), both);
        }
        return new FieldSet(shared, sharedChildren);
    }

    /// Without the very paths of `other`; what lies below them stays.
    public FieldSet minus(FieldSet other) {
        return without(other, false);
    }

    /// Without the paths of `other` and everything below them.
    public FieldSet minusTrees(FieldSet other) {
        return without(other, true);
    }

    private FieldSet without(FieldSet other, boolean trees) {
        if (!isTouched(other, trees)) return this;
        var left = new HashSet<>(members);
        left.removeAll(other.members);
        var leftChildren = new HashMap<PathElement, FieldSet>();
        for (var own : children.entrySet()) {
            var element = own.getKey();
            if (trees && other.has(element)) continue;
            var rest = own.getValue().without(other.below(element), trees);
            if (!rest.isEmpty()) leftChildren.put(element, rest);
        }
        return new FieldSet(left, leftChildren);
    }

    /// Whether anything goes with `other`.
    private boolean isTouched(FieldSet other, boolean trees) {
        if (isEmpty() || other.isEmpty()) return false;
        for (var member : other.members) {
            if (members.contains(member) || trees && children.containsKey(member)) return true;
        }
        for (var child : other.children.entrySet()) {
            if (below(child.getKey()).isTouched(child.getValue(), trees)) return true;
        }
        return false;
    }

    /// Every path as messages show it, `.spec.replicas`, sorted.
    public List<String> paths() {
        var paths = new ArrayList<String>();
        collect("", paths);
        paths.sort(null);
        return paths;
    }

    private void collect(String prefix, List<String> paths) {
        members.forEach(member -> paths.add(prefix + member.shown()));
        for (var own : children.entrySet()) {
            own.getValue().collect(prefix + own.getKey().shown(), paths);
        }
    }

    /// As `fieldsV1` of a managed fields entry.
    ///
    /// @throws ApiException when an object with such an entry could not be read again
    public JsonObject toJson() {
        return toJson(LEVELS_ABOVE + 1);
    }

    private JsonObject toJson(int level) {
        if (level > TokenReader.MOST_KEPT_LEVELS) {
            throw ApiException.internal("exceeded max depth");
        }
        var encoded = new TreeMap<String, JsonValue>();
        for (var member : members) {
            encoded.put(member.encoded(), JsonObject.EMPTY);
        }
        for (var own : children.entrySet()) {
            var element = own.getKey();
            var json = own.getValue().toJson(level + 1);
            encoded.put(element.encoded(), has(element) ? json.with(SELF, JsonObject.EMPTY) : json);
        }
        return new JsonObject(encoded);
    }

    /// Reads what [#toJson()] writes, without names of kinds that only a later version may know.
    ///
    /// @throws InvalidFields when `json` is no FieldsV1
    public static FieldSet ofJson(JsonValue json) {
        var builder = new Builder();
        read(json, builder);
        return builder.build();
    }

    private static void read(JsonValue json, Builder into) {
        if (!(json instanceof JsonObject(var fields)))
            throw new InvalidFields("not an object: " + json);
        for (var field : fields.entrySet()) {
            var name = field.getKey();
            var value = field.getValue();
            if (name.equals(SELF) || !PathElement.isKnown(name)) continue;
            var element = PathElement.decode(name);
            if (!(value instanceof JsonObject(var inner)))
                throw new InvalidFields("not an object: " + value);
            if (inner.isEmpty() || inner.containsKey(SELF)) into.add(element);
            if (!inner.isEmpty()) read(value, into.below(element));
        }
    }
}
