package dev.jong.systemtests.openapi;

import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// Differences that are meant.
///
/// @param difference matches their lines
record Explained(Pattern difference, String reason) {

    /// Those of `explained.yaml`.
    static List<Explained> all() throws IOException {
        var file = "explained.yaml";
        try (var in = Objects.requireNonNull(Explained.class.getResourceAsStream(file), file)) {
            var all = new ArrayList<Explained>();
            for (var document :
                    Yaml.readAll(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                var entry = (JsonObject) document.value();
                all.add(
                        new Explained(
                                Pattern.compile(needed(entry, "difference")),
                                needed(entry, "reason")));
            }
            return all;
        }
    }

    private static String needed(JsonObject entry, String name) {
        return Objects.requireNonNull(entry.text(name), name);
    }
}
