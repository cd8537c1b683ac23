package dev.jong.apiserver.config;

import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One object of a configuration file. Fields that nobody knows and values of another type are
/// refused with [InvalidConfiguration], which names the field.
public final class ConfigFields {
    private final JsonObject object;
    private final @Nullable FieldPath path;

    private ConfigFields(JsonObject object, @Nullable FieldPath path) {
        this.object = object;
        this.path = path;
    }

    /// The whole of a file.
    public static ConfigFields of(JsonObject object) {
        return new ConfigFields(object, null);
    }

    /// Refuses every other field.
    public ConfigFields only(String... names) {
        var known = Set.of(names);
        for (var name : object.fields().keySet()) {
            if (!known.contains(name)) {
                throw new InvalidConfiguration("unknown field \"" + path(name) + '"');
            }
        }
        return this;
    }

    public FieldPath path(String name) {
        return path == null ? FieldPath.of(name) : path.child(name);
    }

    public boolean has(String name) {
        return object.has(name) && !(object.get(name) instanceof JsonNull);
    }

    /// Empty when absent.
    public String text(String name) {
        return switch (object.get(name)) {
            case null -> "";
            case JsonNull _ -> "";
            case JsonText(var value) -> value;
            default -> throw wrong(name, "a string");
        };
    }

    public Optional<Boolean> flag(String name) {
        return switch (object.get(name)) {
            case null -> Optional.empty();
            case JsonNull _ -> Optional.empty();
            case JsonBoolean(var value) -> Optional.of(value);
            default -> throw wrong(name, "a boolean");
        };
    }

    public Optional<Long> number(String name) {
        return switch (object.get(name)) {
            case null -> Optional.empty();
            case JsonNull _ -> Optional.empty();
            case JsonInteger(var value) -> Optional.of(value);
            default -> throw wrong(name, "an integer");
        };
    }

    /// A duration as Go writes it.
    public Optional<Duration> duration(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(GoDuration.parse(text(name)));
        } catch (JsonException _) {
            throw wrong(name, "a duration such as \"3s\"");
        }
    }

    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var item : items(name)) {
            if (!(item instanceof JsonText(var value))) {
                throw wrong(name, "a list of strings");
            }
            texts.add(value);
        }
        return texts;
    }

    public Optional<ConfigFields> object(String name) {
        return switch (object.get(name)) {
            case null -> Optional.empty();
            case JsonNull _ -> Optional.empty();
            case JsonObject inner -> Optional.of(new ConfigFields(inner, path(name)));
            default -> throw wrong(name, "an object");
        };
    }

    public List<ConfigFields> objects(String name) {
        var objects = new ArrayList<ConfigFields>();
        int index = 0;
        for (var item : items(name)) {
            if (!(item instanceof JsonObject inner)) {
                throw wrong(name, "a list of objects");
            }
            objects.add(new ConfigFields(inner, path(name).index(index++)));
        }
        return objects;
    }

    /// As it stands in the file.
    public JsonObject tree() {
        return object;
    }

    private List<JsonValue> items(String name) {
        return switch (object.get(name)) {
            case null -> List.of();
            case JsonNull _ -> List.of();
            case JsonArray(var items) -> items;
            default -> throw wrong(name, "a list");
        };
    }

    private InvalidConfiguration wrong(String name, String wanted) {
        return new InvalidConfiguration("field \"" + path(name) + "\" must be " + wanted);
    }
}
