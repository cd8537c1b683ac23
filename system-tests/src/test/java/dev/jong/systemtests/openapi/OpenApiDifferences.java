package dev.jong.systemtests.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What differs between two documents of OpenAPI, both of version 2 or both of version 3: one line
/// each, which begins with what the documents are. Of prose only whether definitions have it.
final class OpenApiDifferences {
    private static final Set<String> PROSE = Set.of("description", "summary", "externalDocs");

    private final List<String> found = new ArrayList<>();

    private OpenApiDifferences() {}

    /// @param documents what they are, such as `v3 apis/apps/v1`
    static List<String> between(String documents, JsonObject ours, JsonObject reference) {
        var differences = new OpenApiDifferences();
        differences.named(documents + " definitions/", schemas(ours), schemas(reference));
        differences.named(documents + " paths", Normal.paths(ours), Normal.paths(reference));
        return List.copyOf(differences.found);
    }

    private static JsonObject schemas(JsonObject document) {
        return document.has("swagger")
                ? document.object("definitions")
                : document.object("components").object("schemas");
    }

    private void named(String at, JsonObject mine, JsonObject theirs) {
        var names = new TreeSet<>(mine.fields().keySet());
        names.addAll(theirs.fields().keySet());
        for (var name : names) {
            field(at + name, mine.get(name), theirs.get(name));
        }
    }

    private void compare(String at, JsonValue left, JsonValue right) {
        var mine = unwrapped(left);
        var theirs = unwrapped(right);
        if (mine instanceof JsonObject one && theirs instanceof JsonObject other) {
            var names = new TreeSet<>(one.fields().keySet());
            names.addAll(other.fields().keySet());
            boolean named = at.endsWith("/properties");
            for (var name : names) {
                if (named || !PROSE.contains(name)) {
                    field(at + "/" + name, one.get(name), other.get(name));
                } else if (at.contains(" definitions/") && !one.has(name)) {
                    found.add(at + "/" + name + ": missing");
                }
            }
        } else if (mine instanceof JsonArray one && theirs instanceof JsonArray other) {
            arrays(at, one, other);
        } else if (!mine.equals(theirs)) {
            found.add(at + ": " + mine + " instead of " + theirs);
        }
    }

    /// Version 3 wraps a reference into `allOf` where words or a default stand beside it. As words
    /// are left aside, so is the wrapping.
    private static JsonValue unwrapped(JsonValue value) {
        return value instanceof JsonObject object
                        && object.array("allOf").size() == 1
                        && object.array("allOf").get(0) instanceof JsonObject only
                        && only.text("$ref") instanceof String reference
                ? object.without("allOf").with("$ref", reference)
                : value;
    }

    private void field(String at, @Nullable JsonValue mine, @Nullable JsonValue theirs) {
        if (mine == null) {
            found.add(at + ": missing");
        } else if (theirs == null) {
            found.add(at + ": not in the reference");
        } else {
            compare(at, mine, theirs);
        }
    }

    /// In parameters, tags and lists of names the order means nothing.
    private void arrays(String at, JsonArray mine, JsonArray theirs) {
        var one = sortedByText(mine);
        var other = sortedByText(theirs);
        if (one.size() != other.size()) {
            without(one, other).forEach(item -> found.add(at + ": " + item + " is missing"));
            without(other, one)
                    .forEach(item -> found.add(at + ": " + item + " is not in the reference"));
            return;
        }
        for (int i = 0; i < one.size(); i++) {
            compare(at + "[" + i + "]", one.get(i), other.get(i));
        }
    }

    private static List<JsonValue> sortedByText(JsonArray array) {
        return array.items().stream()
                .sorted((one, other) -> key(one).compareTo(key(other)))
                .toList();
    }

    private static String key(JsonValue value) {
        if (value instanceof JsonObject object) {
            var name = object.get("name");
            var reference = object.get("$ref");
            if (name != null || reference != null) {
                return text(name) + text(reference) + text(object.get("in"));
            }
        }
        return value.toString();
    }

    private static String text(@Nullable JsonValue value) {
        return value instanceof JsonText(String text) ? text : "";
    }

    /// The keys of what only the second has, as often as it has more of them.
    private static List<String> without(List<JsonValue> some, List<JsonValue> all) {
        var left = new ArrayList<>(all.stream().map(OpenApiDifferences::key).toList());
        some.forEach(item -> left.remove(key(item)));
        return left;
    }
}
