package dev.jong.api.patch;

import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// JSON merge patch (RFC 7386).
public final class MergePatch {
    private MergePatch() {}

    public static JsonValue apply(@Nullable JsonValue target, JsonValue patch) {
        if (!(patch instanceof JsonObject changes)) {
            return patch;
        }
        var merged =
                target instanceof JsonObject object
                        ? new HashMap<>(object.fields())
                        : new HashMap<String, JsonValue>();
        for (var change : changes.fields().entrySet()) {
            var name = change.getKey();
            if (change.getValue() instanceof JsonNull) {
                merged.remove(name);
            } else {
                merged.put(name, apply(merged.get(name), change.getValue()));
            }
        }
        return new JsonObject(merged);
    }
}
