package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.patch.PatchRules.FieldRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Merges two lists element by element and arranges the outcome.
///
/// @param mergeKey the field that tells objects apart; null for scalars
record ListMerge(@Nullable String mergeKey) {
    /// Behind everything that has a place.
    private static final int LAST = Integer.MAX_VALUE;

    /// Elements of the patch keep the patch's order, the others the server's; where both are known
    /// to the server, its order decides who comes first.
    static List<JsonValue> merge(List<JsonValue> before, List<JsonValue> change, FieldRule rule) {
        if (before.isEmpty() && change.isEmpty()) {
            return before;
        }
        if (!demandOneType(before, change)) {
            var all = new LinkedHashSet<>(before);
            all.addAll(change);
            return new ListMerge(null).arrange(List.copyOf(all), change, before);
        }
        var key = rule.mergeKey();
        if (key == null) {
            throw PatchFailed.inapplicable("cannot merge lists without merge key for struct");
        }
        return new ListMerge(key).mergeObjects(before, change, rule.inside());
    }

    static List<JsonValue> without(List<JsonValue> items, List<JsonValue> deleted) {
        var gone = new HashSet<>(deleted);
        return items.stream().filter(item -> !gone.contains(item)).toList();
    }

    private List<JsonValue> mergeObjects(
            List<JsonValue> before, List<JsonValue> change, PatchRules inside) {
        List<JsonValue> merged = new ArrayList<>(before);
        var changes = new ArrayList<JsonValue>();
        var gone = new HashSet<@Nullable JsonValue>();
        boolean replace = false;
        for (var item : change) {
            var object = (JsonObject) item;
            var directive = object.get(StrategicMergePatch.DIRECTIVE);
            if (directive == null) {
                changes.add(object);
                continue;
            }
            switch (directive instanceof JsonText(var text) ? text : "") {
                case "delete" -> {
                    demandKey(object);
                    gone.add(identity(object));
                }
                case "replace" -> replace = true;
                case "merge" ->
                        throw PatchFailed.inapplicable(
                                "merging lists cannot yet be specified in the patch");
                default -> throw StrategicMergePatch.unknownDirective(directive, object);
            }
        }
        if (replace) {
            return arrange(changes, List.of(), changes);
        }
        merged.removeIf(other -> identity(other) != null && gone.contains(identity(other)));
        var serverOrder = List.copyOf(merged);
        var places = places(merged);
        for (var item : changes) {
            demandKey(item);
            int at = placeOf(places, item);
            if (at == LAST) {
                places.put(
                        ((JsonObject) item).fields().getOrDefault(mergeKey, item), merged.size());
                merged.add(item);
            } else {
                merged.set(
                        at,
                        StrategicMergePatch.mergeObjects(
                                (JsonObject) merged.get(at), (JsonObject) item, inside));
            }
        }
        return arrange(merged, changes, serverOrder);
    }

    /// Brings elements into order: those in `patchOrder` by it, the others by `serverOrder`, both
    /// interleaved by `serverOrder` as far as it knows them.
    List<JsonValue> arrange(
            List<JsonValue> elements, List<JsonValue> patchOrder, List<JsonValue> serverOrder) {
        if (mergeKey != null) {
            elements.forEach(this::demandKey);
            patchOrder.forEach(this::demandKey);
        }
        var inPatch = places(patchOrder);
        var onServer = places(serverOrder);
        var patched = new ArrayList<JsonValue>();
        var serverOnly = new ArrayList<JsonValue>();
        for (var element : elements) {
            (placeOf(inPatch, element) < LAST ? patched : serverOnly).add(element);
        }
        patched.sort(Comparator.comparingInt(element -> placeOf(inPatch, element)));
        serverOnly.sort(Comparator.comparingInt(element -> placeOf(onServer, element)));
        var arranged = new ArrayList<JsonValue>(elements.size());
        int next = 0;
        for (var element : patched) {
            int place = placeOf(onServer, element);
            while (next < serverOnly.size()
                    && place < LAST
                    && placeOf(onServer, serverOnly.get(next)) < place) {
                arranged.add(serverOnly.get(next++));
            }
            arranged.add(element);
        }
        arranged.addAll(serverOnly.subList(next, serverOnly.size()));
        return arranged;
    }

    /// Where each element stands first.
    private Map<JsonValue, Integer> places(List<JsonValue> list) {
        var places = new HashMap<JsonValue, Integer>();
        for (int i = 0; i < list.size(); i++) {
            var identity = identity(list.get(i));
            if (identity != null) {
                places.putIfAbsent(identity, i);
            }
        }
        return places;
    }

    private int placeOf(Map<JsonValue, Integer> places, JsonValue element) {
        var identity = identity(element);
        return identity == null ? LAST : places.getOrDefault(identity, LAST);
    }

    /// What makes an element the same as another; null when nothing does.
    private @Nullable JsonValue identity(JsonValue element) {
        if (mergeKey == null) {
            return element;
        }
        return element instanceof JsonObject object ? object.get(mergeKey) : null;
    }

    boolean same(JsonValue one, JsonValue other) {
        var identity = identity(one);
        return identity != null && identity.equals(identity(other));
    }

    private void demandKey(JsonValue element) {
        var key = mergeKey;
        if (!(element instanceof JsonObject object)) {
            throw PatchFailed.inapplicable(
                    "expected a map[string]interface {}, but received a "
                            + GoValue.typeOf(element));
        }
        if (key != null && !object.has(key)) {
            throw PatchFailed.inapplicable(
                    "map: " + GoValue.of(object) + " does not contain declared merge key: " + key);
        }
    }

    /// True for objects, false for scalars; a mixture or a list of lists cannot be merged.
    private static boolean demandOneType(List<JsonValue> before, List<JsonValue> change) {
        var first = before.isEmpty() ? change.getFirst() : before.getFirst();
        if (first instanceof JsonArray) {
            throw PatchFailed.unsupported("lists of lists are not supported");
        }
        for (var list : List.of(before, change)) {
            for (var item : list) {
                if (item.getClass() != first.getClass()) {
                    throw PatchFailed.inapplicable(
                            "list element types are not identical: ["
                                    + GoValue.of(before)
                                    + " "
                                    + GoValue.of(change)
                                    + "]");
                }
            }
        }
        return first instanceof JsonObject;
    }
}
