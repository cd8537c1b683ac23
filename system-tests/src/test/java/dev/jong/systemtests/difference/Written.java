package dev.jong.systemtests.difference;

import dev.jong.api.Bytes;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Requests from a file: `name`, `method`, `path`, `headers`, and `object`, `base64`, or `text`
/// (`repeat` times, between `before` and `after`). With `until` it is made again until the answer
/// has that code, for a while. With `for`, which has a list of values for each of some words, there
/// is one request for each choice of values: `{word}` stands for a text, `'{word}'` alone for a
/// value of any type.
final class Written {
    private static final int LONGEST_NAME = 200;

    private Written() {}

    /// @param about the file's name, which begins the names of its requests
    static List<Request> read(String about) {
        var all = new ArrayList<Request>();
        for (var document : Yaml.readAll(Example.text(about + ".yaml"))) {
            var entries =
                    document.value() instanceof JsonArray array
                            ? array.items()
                            : List.of(document.value());
            for (var entry : entries) {
                if (entry instanceof JsonObject object) {
                    chosen(object).forEach(each -> all.add(request(about, each)));
                }
            }
        }
        return all;
    }

    private static List<JsonObject> chosen(JsonObject entry) {
        var texts = List.of(Json.text(entry.without("for")));
        for (var word : entry.object("for").fields().entrySet()) {
            var more = new ArrayList<String>();
            for (var text : texts) {
                for (var value : ((JsonArray) word.getValue()).items()) {
                    more.add(put(text, "{" + word.getKey() + "}", value));
                }
            }
            texts = more;
        }
        return texts.stream().map(text -> (JsonObject) Json.parse(text)).toList();
    }

    /// In the name, which is a text, a value of another type is written as a text.
    private static String put(String text, String word, JsonValue value) {
        var whole = value instanceof JsonText ? text : text.replace(quoted(word), Json.text(value));
        var said = value instanceof JsonText(var plain) ? plain : Json.text(value);
        var escaped = quoted(said);
        return whole.replace(word, escaped.substring(1, escaped.length() - 1));
    }

    private static String quoted(String text) {
        return Json.text(new JsonText(text));
    }

    private static Request request(String about, JsonObject entry) {
        var method = Objects.requireNonNullElse(entry.text("method"), "GET");
        Map<String, String> headers = new HashMap<>();
        var body = body(entry);
        if (!body.isEmpty()) {
            headers.put("Content-Type", Request.JSON);
        }
        entry.object("headers")
                .fields()
                .forEach((name, value) -> headers.put(name, ((JsonText) value).value()));
        var path = Objects.requireNonNull(entry.text("path"));
        var given = entry.text("name");
        var name = given == null ? method + " " + path : given;
        var label = (about.equals("setup") ? "protocol" : about) + " " + name;
        return new Request(
                label.length() > LONGEST_NAME ? label.substring(0, LONGEST_NAME) : label,
                method,
                path,
                headers,
                body,
                entry.get("until") instanceof JsonInteger(var code) ? (int) code : 0);
    }

    private static Bytes body(JsonObject entry) {
        JsonValue object = entry.get("object");
        var text = entry.text("text");
        var base64 = entry.text("base64");
        var repeated = entry.text("repeat");
        if (object != null) {
            return Bytes.of(Json.write(object));
        } else if (text != null) {
            int times = repeated == null ? 1 : Integer.parseInt(repeated);
            return Bytes.ofUtf8(part(entry, "before") + text.repeat(times) + part(entry, "after"));
        }
        return base64 == null ? Bytes.EMPTY : Bytes.ofBase64(base64);
    }

    private static String part(JsonObject entry, String name) {
        return Objects.requireNonNullElse(entry.text(name), "");
    }
}
