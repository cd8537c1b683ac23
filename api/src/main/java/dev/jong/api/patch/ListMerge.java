package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.patch.PatchRules.FieldRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges two lists element by element and arranges the outcome.
///
/// @param mergeKey the field that tells objects apart; null for scalars
record ListMerge(@Nullable String mergeKey) {
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
                    merged.removeIf(other -> same(object, other));
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
        var serverOrder = List.copyOf(merged);
        for (var item : changes) {
            demandKey(item);
            int at = indexOf(merged, item);
            if (at < 0) {
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
        var patched = new ArrayList<JsonValue>();
        var serverOnly = new ArrayList<JsonValue>();
        for (var element : elements) {
            (indexOf(patchOrder, element) >= 0 ? patched : serverOnly).add(element);
        }
        patched.sort(Comparator.comparingInt(element -> indexOf(patchOrder, element)));
        serverOnly.sort(Comparator.comparingInt(element -> known(serverOrder, element)));
        var arranged = new ArrayList<JsonValue>(elements.size());
        int next = 0;
        for (var element : patched) {
            int place = indexOf(serverOrder, element);
            while (next < serverOnly.size()
                    && place >= 0
                    && known(serverOrder, serverOnly.get(next)) < place) {
                arranged.add(serverOnly.get(next++));
            }
            arranged.add(element);
        }
        arranged.addAll(serverOnly.subList(next, serverOnly.size()));
        return arranged;
    }

    private int known(List<JsonValue> order, JsonValue element) {
        int index = indexOf(order, element);
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    private int indexOf(List<JsonValue> list, JsonValue element) {
        for (int i = 0; i < list.size(); i++) {
            if (same(element, list.get(i))) {
                return i;
            }
        }
        return -1;
    }

    boolean same(JsonValue one, JsonValue other) {
        var key = mergeKey;
        if (key == null) {
            return one.equals(other);
        }
        if (one instanceof JsonObject left && other instanceof JsonObject right) {
            var value = left.get(key);
            return value != null && value.equals(right.get(key));
        }
        return false;
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
            throw PatchFailed.inapplicable("lists of lists are not supported");
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
