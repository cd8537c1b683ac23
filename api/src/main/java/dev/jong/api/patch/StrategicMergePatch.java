package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Kubernetes' own patch: lists are merged by key, directives say what to drop and how to order.
///
/// Source: the API conventions on strategic merge patch; directives `$patch`, `$retainKeys`,
/// `$deleteFromPrimitiveList/…`, `$setElementOrder/…`.
public final class StrategicMergePatch {
    static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList";
    private static final String SET_ORDER = "$setElementOrder";

    private StrategicMergePatch() {}

    /// The patched object.
    ///
    /// @throws PatchFailed when the patch is malformed or does not fit
    public static JsonObject apply(JsonObject original, JsonObject patch, PatchRules rules) {
        return mergeObjects(original, patch, rules);
    }

    static JsonObject mergeObjects(JsonObject original, JsonObject patch, PatchRules rules) {
        var directive = patch.get(DIRECTIVE);
        if (directive != null) {
            return replaceOrDelete(directive, patch);
        }
        var merged = new HashMap<>(original.fields());
        var changes = new HashMap<>(patch.fields());
        retainKeys(merged, changes);
        for (var name : patch.fields().keySet()) {
            if (name.startsWith(SET_ORDER)) {
                mergeInOrder(merged, changes, name, rules);
            }
        }
        for (var change : new JsonObject(changes).fields().entrySet()) {
            mergeField(merged, change.getKey(), change.getValue(), rules);
        }
        return new JsonObject(merged);
    }

    private static JsonObject replaceOrDelete(JsonValue directive, JsonObject patch) {
        if (directive instanceof JsonText(var text)) {
            if (text.equals("replace")) {
                return patch.without(DIRECTIVE);
            }
            if (text.equals("delete")) {
                return JsonObject.EMPTY;
            }
        }
        throw unknownDirective(directive, patch);
    }

    private static void retainKeys(Map<String, JsonValue> merged, Map<String, JsonValue> changes) {
        var directive = changes.remove(RETAIN_KEYS);
        if (directive == null) {
            return;
        }
        if (!(directive instanceof JsonArray(var retained))) {
            throw PatchFailed.malformed("invalid patch format of retainKeys");
        }
        changes.forEach((name, value) -> {
            boolean exempt =
                    value instanceof JsonNull
                            || name.startsWith(DELETE_FROM)
                            || name.startsWith(SET_ORDER);
            if (!exempt && !retained.contains(new JsonText(name))) {
                throw PatchFailed.malformed("invalid patch format of retainKeys");
            }
        });
        merged.keySet().removeIf(name -> !retained.contains(new JsonText(name)));
    }

    /// Merges one list and brings it into the order that the patch asks for.
    private static void mergeInOrder(
            Map<String, JsonValue> merged,
            Map<String, JsonValue> changes,
            String directive,
            PatchRules rules) {
        if (!(changes.remove(directive) instanceof JsonArray(var order))) {
            throw wrongOrder();
        }
        var name = nameBehind(directive, SET_ORDER);
        var rule = rules.of(name);
        var before = list(merged.get(name));
        var change = list(changes.remove(name));
        if (change != null) {
            demandSameOrder(change, order, rule.mergeKey());
        }
        List<JsonValue> all;
        if (change == null) {
            if (before == null) {
                return;
            }
            all = before;
        } else if (before == null) {
            all = Directives.removeFrom(change);
        } else {
            all = rule.merges() ? ListMerge.merge(before, change, rule) : change;
        }
        var elements = new ListMerge(rule.mergeKey());
        var serverOrder = before == null ? List.<JsonValue>of() : before;
        merged.put(name, new JsonArray(elements.arrange(all, order, serverOrder)));
    }

    private static void demandSameOrder(
            List<JsonValue> change, List<JsonValue> order, @Nullable String mergeKey) {
        if (change.isEmpty() || order.isEmpty()) {
            return;
        }
        var elements = new ListMerge(mergeKey);
        int at = 0;
        for (var item : change) {
            if (item instanceof JsonObject object && object.has(DIRECTIVE)) {
                continue;
            }
            while (at < order.size() && !elements.same(item, order.get(at))) {
                at++;
            }
            if (at == order.size()) {
                throw PatchFailed.inapplicable(
                        "The order in patch list:\n"
                                + GoValue.of(change)
                                + "\n doesn't match $setElementOrder list:\n"
                                + GoValue.of(order)
                                + "\n");
            }
            at++;
        }
    }

    private static void mergeField(
            Map<String, JsonValue> merged, String field, JsonValue change, PatchRules rules) {
        boolean deletes = field.startsWith(DELETE_FROM);
        var name = deletes ? nameBehind(field, DELETE_FROM) : field;
        if (change instanceof JsonNull) {
            merged.remove(name);
            return;
        }
        var before = merged.get(name);
        if (before instanceof JsonObject object && change instanceof JsonObject changes) {
            var rule = rules.of(name);
            merged.put(
                    name, rule.replaces() ? changes : mergeObjects(object, changes, rule.inside()));
        } else if (before instanceof JsonArray(var items)
                && change instanceof JsonArray(var changes)) {
            var rule = rules.of(name);
            if (deletes) {
                merged.put(name, new JsonArray(ListMerge.without(items, changes)));
            } else {
                merged.put(
                        name,
                        rule.merges()
                                ? new JsonArray(ListMerge.merge(items, changes, rule))
                                : change);
            }
        } else if (!deletes) {
            var plain = Directives.removeFrom(Directives.withoutNulls(change));
            if (plain == null) {
                merged.remove(name);
            } else {
                merged.put(name, plain);
            }
        }
    }

    private static @Nullable List<JsonValue> list(@Nullable JsonValue value) {
        return switch (value) {
            case null -> null;
            case JsonNull _ -> null;
            case JsonArray(var items) -> items;
            default ->
                    throw PatchFailed.inapplicable(
                            "expected a []interface {}, but received a " + GoValue.typeOf(value));
        };
    }

    private static String nameBehind(String directive, String prefix) {
        if (directive.length() <= prefix.length() || directive.charAt(prefix.length()) != '/') {
            throw prefix.equals(DELETE_FROM)
                    ? PatchFailed.malformed("invalid patch format of primitive list")
                    : wrongOrder();
        }
        return directive.substring(prefix.length() + 1);
    }

    private static PatchFailed wrongOrder() {
        return PatchFailed.malformed("invalid patch format of setElementOrder list");
    }

    static PatchFailed unknownDirective(JsonValue directive, JsonObject patch) {
        return PatchFailed.inapplicable(
                "unknown patch type: " + GoValue.of(directive) + " in map: " + GoValue.of(patch));
    }
}
