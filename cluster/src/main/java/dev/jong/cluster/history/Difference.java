package dev.jong.cluster.history;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One field in which two objects differ.
///
/// @param path as in `spec.containers[web].image`; items of lists go by their `name` where each has
///   one, else by their place
/// @param before null when the field is new
/// @param after null when the field is gone
public record Difference(String path, @Nullable JsonValue before, @Nullable JsonValue after) {
    /// What every write changes, and tells nobody anything.
    private static final Set<String> BOOKKEEPING =
            Set.of("metadata.managedFields", "metadata.resourceVersion", "metadata.generation");

    private static final int LONGEST = 160;

    /// All differences, in order of the fields' names.
    public static List<Difference> between(JsonObject before, JsonObject after) {
        var found = new ArrayList<Difference>();
        compare("", before, after, found);
        return List.copyOf(found);
    }

    private static void compare(
            String path,
            @Nullable JsonValue before,
            @Nullable JsonValue after,
            List<Difference> found) {
        if (BOOKKEEPING.contains(path) || before != null && before.equals(after)) {
            return;
        }
        if (before instanceof JsonObject(var old) && after instanceof JsonObject(var fresh)) {
            fields(path.isEmpty() ? "" : path + ".", "", old, fresh, found);
        } else if (before instanceof JsonArray old && after instanceof JsonArray fresh) {
            fields(path + "[", "]", items(old, fresh), items(fresh, old), found);
        } else {
            found.add(new Difference(path, before, after));
        }
    }

    private static void fields(
            String prefix,
            String suffix,
            Map<String, JsonValue> before,
            Map<String, JsonValue> after,
            List<Difference> found) {
        var names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            compare(prefix + name + suffix, before.get(name), after.get(name), found);
        }
    }

    private static Map<String, JsonValue> items(JsonArray array, JsonArray other) {
        var named = named(array) && named(other);
        var items = new LinkedHashMap<String, JsonValue>();
        for (var item : array.items()) {
            items.put(named ? name(item) : Integer.toString(items.size()), item);
        }
        return items;
    }

    private static boolean named(JsonArray array) {
        var names = array.items().stream().map(Difference::name).distinct().toList();
        return names.size() == array.items().size() && !names.contains("");
    }

    private static String name(JsonValue item) {
        var name = item instanceof JsonObject object ? object.text("name") : null;
        return name == null ? "" : name;
    }

    /// A line: `~ spec.replicas: 1 → 3`, `+ data.color: red`, `- data.size: 5`.
    public String line() {
        if (before == null) {
            return "+ " + path + (after == null ? "" : ": " + text(after));
        }
        return after == null
                ? "- " + path + ": " + text(before)
                : "~ " + path + ": " + text(before) + " → " + text(after);
    }

    private static String text(JsonValue value) {
        var text = value instanceof JsonText(var plain) ? plain : Json.text(value);
        var line = text.replace("\n", "\\n");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
