package dev.jong.api.apply;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A set of paths to fields; immutable. A path may be in it without its children, and children
/// without their parent.
///
/// @param members paths of one element
/// @param children longer paths, by their first element; never empty ones
public record FieldSet(Set<PathElement> members, Map<PathElement, FieldSet> children) {
    public static final FieldSet EMPTY = new FieldSet(Set.of(), Map.of());

    private static final String SELF = ".";

    public FieldSet {
        members = Set.copyOf(members);
        children = Map.copyOf(children);
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
            children.forEach((element, builder) -> {
                var child = builder.build();
                if (!child.isEmpty()) built.put(element, child);
            });
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
        other.children.forEach(
                (element, child) -> allChildren.merge(element, child, FieldSet::union));
        return new FieldSet(allMembers, allChildren);
    }

    public FieldSet intersection(FieldSet other) {
        var shared = new HashSet<>(members);
        shared.retainAll(other.members);
        var sharedChildren = new HashMap<PathElement, FieldSet>();
        children.forEach((element, child) -> {
            var both = child.intersection(other.below(element));
            if (!both.isEmpty()) sharedChildren.put(element, both);
        });
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
        children.forEach((element, child) -> {
            if (trees && other.has(element)) return;
            var rest = child.without(other.below(element), trees);
            if (!rest.isEmpty()) leftChildren.put(element, rest);
        });
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
        children.forEach((element, child) -> child.collect(prefix + element.shown(), paths));
    }

    /// As `fieldsV1` of a managed fields entry.
    public JsonObject toJson() {
        var encoded = new TreeMap<String, JsonValue>();
        members.forEach(member -> encoded.put(member.encoded(), JsonObject.EMPTY));
        children.forEach((element, child) -> {
            var json = child.toJson();
            encoded.put(element.encoded(), has(element) ? json.with(SELF, JsonObject.EMPTY) : json);
        });
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
        new LinkedHashMap<>(fields)
                .forEach((name, value) -> {
                    if (name.equals(SELF)) return;
                    if (!PathElement.isKnown(name)) return;
                    var element = PathElement.decode(name);
                    if (!(value instanceof JsonObject(var inner)))
                        throw new InvalidFields("not an object: " + value);
                    if (inner.isEmpty() || inner.containsKey(SELF)) into.add(element);
                    if (!inner.isEmpty()) read(value, into.below(element));
                });
    }
}
