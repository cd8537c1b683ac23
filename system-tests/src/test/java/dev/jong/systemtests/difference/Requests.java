package dev.jong.systemtests.difference;

import dev.jong.api.Bytes;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/// All requests of a run, in order. The same seed gives the same requests.
final class Requests {
    private Requests() {}

    /// @param each how many changes of each example are tried
    /// @param depth how many absent fields are set one inside the other
    /// @param which examples, by name of their resource
    static List<Request> of(long seed, int each, int depth, Predicate<String> which) {
        var all = new ArrayList<>(written("setup.yaml"));
        for (var example : Example.all()) {
            if (which.test(example.kind().plural())) {
                var random = new Random(seed + example.path().hashCode());
                all.addAll(new ExampleRequests(example, each, depth, random).all());
            }
        }
        if (which.test("protocol")) {
            all.addAll(written("protocol.yaml"));
        }
        return all;
    }

    /// Requests from a file: `name`, `method`, `path`, `headers`, and `object`, `base64`, or `text`
    /// (`repeat` times, between `before` and `after`).
    private static List<Request> written(String file) {
        var all = new ArrayList<Request>();
        for (var document : Yaml.readAll(Example.text(file))) {
            if (document.value() instanceof JsonObject entry) {
                all.add(request(entry));
            }
        }
        return all;
    }

    private static Request request(JsonObject entry) {
        var method = Objects.requireNonNullElse(entry.text("method"), "GET");
        Map<String, String> headers = new HashMap<>();
        var body = body(entry);
        if (!body.isEmpty()) {
            headers.put("Content-Type", Request.JSON);
        }
        entry.object("headers")
                .fields()
                .forEach((name, value) -> headers.put(name, ((JsonText) value).value()));
        return new Request(
                "protocol " + Objects.requireNonNull(entry.text("name")),
                method,
                Objects.requireNonNull(entry.text("path")),
                headers,
                body);
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
