package dev.jong.api.patch;

import dev.jong.api.GoText;
import dev.jong.api.json.JsonNull;

/// What a JSON patch does to one object or array; failures are told in upstream's words.
final class Containers {
    private Containers() {}

    static Object get(Draft container, String key, String operation, String path) {
        if (container instanceof Draft.Items(var items)) {
            var where =
                    "error in "
                            + operation
                            + (operation.equals("copy") ? " for from: '" : " for path: '")
                            + path
                            + "': ";
            return items.get(place(key, items.size(), items.size() - 1, where));
        }
        var found = container.find(key);
        return found == null ? JsonNull.NULL : found;
    }

    static void add(Draft container, String key, Object value, String failure) {
        switch (container) {
            case Draft.Fields(var fields) -> fields.put(key, value);
            case Draft.Items(var items) when key.equals("-") -> items.add(value);
            case Draft.Items(var items) -> {
                if (!isNumber(key)) {
                    throw PatchFailed.inapplicable(
                            failure
                                    + ": value was not a proper array index: '"
                                    + key
                                    + "': "
                                    + notANumber(key));
                }
                items.add(place(key, items.size() + 1, items.size(), failure + ": "), value);
            }
        }
    }

    private static boolean isNumber(String key) {
        try {
            Integer.parseInt(key);
            return true;
        } catch (NumberFormatException notAnIndex) {
            return false;
        }
    }

    static void replace(Draft container, String key, Object value, String path) {
        if (container instanceof Draft.Items && container.find(key) == null) {
            throw PatchFailed.inapplicable(
                    "replace operation does not apply: doc is missing key: "
                            + path
                            + ": missing value");
        }
        container.put(key, value);
    }

    static void remove(Draft container, String key, String path, String operation) {
        var failure = "error in " + operation + " for path: '" + path + "': ";
        switch (container) {
            case Draft.Fields(var fields) -> {
                if (fields.remove(key) == null) {
                    throw PatchFailed.inapplicable(
                            failure
                                    + "Unable to remove nonexistent key: "
                                    + key
                                    + ": missing value");
                }
            }
            case Draft.Items(var items) -> {
                int place = place(key, items.size(), items.size() - 1, failure);
                items.remove(place);
            }
        }
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
