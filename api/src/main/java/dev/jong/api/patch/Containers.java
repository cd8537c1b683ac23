package dev.jong.api.patch;

import dev.jong.api.GoText;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What a JSON patch does to one object or array; failures are told in upstream's words.
final class Containers {
    private Containers() {}

    static @Nullable JsonValue find(JsonValue container, String key) {
        if (container instanceof JsonObject object) {
            return object.get(key);
        }
        if (container instanceof JsonArray(var items)) {
            try {
                int index = Integer.parseInt(key);
                int place = index < 0 ? index + items.size() : index;
                return place >= 0 && place < items.size() ? items.get(place) : null;
            } catch (NumberFormatException notAnIndex) {
                return null;
            }
        }
        return null;
    }

    /// Puts a value where [#find] found one.
    static JsonValue put(JsonValue container, String key, JsonValue value) {
        if (container instanceof JsonArray(var items)) {
            var copy = new ArrayList<>(items);
            copy.set(place(key, items.size(), items.size() - 1, ""), value);
            return new JsonArray(copy);
        }
        return ((JsonObject) container).with(key, value);
    }

    static JsonValue get(JsonValue container, String key, String operation, String path) {
        if (container instanceof JsonArray(var items)) {
            var where =
                    "error in "
                            + operation
                            + (operation.equals("copy") ? " for from: '" : " for path: '")
                            + path
                            + "': ";
            return items.get(place(key, items.size(), items.size() - 1, where));
        }
        var found = find(container, key);
        return found == null ? JsonNull.NULL : found;
    }

    static JsonValue add(JsonValue container, String key, JsonValue value, String path) {
        return add(container, key, value, path, "error in add for path: '" + path + "'");
    }

    static JsonValue add(
            JsonValue container, String key, JsonValue value, String path, String failure) {
        if (container instanceof JsonObject object) {
            return object.with(key, value);
        }
        var items = ((JsonArray) container).items();
        var copy = new ArrayList<>(items);
        if (key.equals("-")) {
            copy.add(value);
        } else {
            try {
                Integer.parseInt(key);
            } catch (NumberFormatException notAnIndex) {
                throw PatchFailed.inapplicable(
                        failure
                                + ": value was not a proper array index: '"
                                + key
                                + "': "
                                + notANumber(key));
            }
            copy.add(place(key, items.size() + 1, items.size(), failure + ": "), value);
        }
        return new JsonArray(copy);
    }

    static JsonValue replace(JsonValue container, String key, JsonValue value, String path) {
        if (container instanceof JsonObject object) {
            return object.with(key, value);
        }
        if (find(container, key) == null) {
            throw PatchFailed.inapplicable(
                    "replace operation does not apply: doc is missing key: "
                            + path
                            + ": missing value");
        }
        return put(container, key, value);
    }

    static JsonValue remove(JsonValue container, String key, String path, String operation) {
        var failure = "error in " + operation + " for path: '" + path + "': ";
        if (container instanceof JsonObject object) {
            if (!object.has(key)) {
                throw PatchFailed.inapplicable(
                        failure + "Unable to remove nonexistent key: " + key + ": missing value");
            }
            return object.without(key);
        }
        var copy = new ArrayList<>(((JsonArray) container).items());
        copy.remove(place(key, copy.size(), copy.size() - 1, failure));
        return new JsonArray(copy);
    }

    /// The index that a key means; a negative one counts back from `size`.
    private static int place(String key, int size, int largest, String failure) {
        int index;
        try {
            index = Integer.parseInt(key);
        } catch (NumberFormatException notAnIndex) {
            throw PatchFailed.inapplicable(failure + notANumber(key));
        }
        int place = index < 0 ? index + size : index;
        if (place < 0 || place > largest) {
            throw PatchFailed.inapplicable(
                    failure
                            + "Unable to access invalid index: "
                            + index
                            + ": invalid index referenced");
        }
        return place;
    }

    private static String notANumber(String key) {
        return "strconv.Atoi: parsing " + GoText.quote(key) + ": invalid syntax";
    }
}
