package dev.jong.systemtests.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What differs between two documents of OpenAPI version 2, prose left aside: one line each.
///
/// The reference may describe groups that we do not serve. What we serve must be there, and
/// everything that it tells of a group and version that we serve must be here.
final class OpenApiDifferences {
    /// What is not compared: texts, and lists of possible values, which the reference is made
    /// without.
    private static final Set<String> PROSE =
            Set.of("description", "summary", "externalDocs", "enum");

    /// Kinds that every group has are listed with all groups of the reference.
    private static final Set<String> EVERYWHERE =
            Set.of(
                    "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
                    "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent");

    private final JsonObject ours;
    private final JsonObject reference;
    private final List<String> found = new ArrayList<>();

    private OpenApiDifferences(JsonObject ours, JsonObject reference) {
        this.ours = ours;
        this.reference = reference;
    }

    static List<String> between(JsonObject ours, JsonObject reference) {
        var differences = new OpenApiDifferences(ours, reference);
        differences.definitions();
        differences.paths();
        return List.copyOf(differences.found);
    }

    private void definitions() {
        var mine = ours.object("definitions");
        var theirs = reference.object("definitions");
        for (var name : sorted(mine.fields().keySet())) {
            var type = theirs.get(name);
            if (type == null) {
                found.add("definitions/" + name + ": not in the reference");
            } else {
                compare(
                        "definitions/" + name,
                        kindless(name, mine.get(name)),
                        kindless(name, type));
            }
        }
        var packages = new TreeSet<String>();
        mine.fields().keySet().forEach(name -> packages.add(packageOf(name)));
        for (var name : sorted(theirs.fields().keySet())) {
            if (packages.contains(packageOf(name)) && !mine.has(name)) {
                found.add("definitions/" + name + ": missing");
            }
        }
    }

    private static JsonValue kindless(String name, JsonValue type) {
        return EVERYWHERE.contains(name) && type instanceof JsonObject object
                ? object.without("x-kubernetes-group-version-kind")
                : type;
    }

    private static String packageOf(String name) {
        return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
    }

    private void paths() {
        var mine = Normal.paths(ours);
        var theirs = Normal.paths(reference);
        for (var path : sorted(mine.fields().keySet())) {
            var item = theirs.get(path);
            if (item == null) {
                found.add("paths" + path + ": not in the reference");
            } else {
                compare("paths" + path, mine.get(path), item);
            }
        }
        var served = new TreeSet<String>();
        mine.fields().keySet().forEach(path -> root(path).ifPresent(served::add));
        for (var path : sorted(theirs.fields().keySet())) {
            if (!mine.has(path) && root(path).map(served::contains).orElse(true)) {
                found.add("paths" + path + ": missing");
            }
        }
    }

    /// The group and version that a path is below; empty when it is below none.
    private static Optional<String> root(String path) {
        var parts = path.split("/", -1);
        if (parts.length > 3 && parts[1].equals("api")) {
            return Optional.of("/api/" + parts[2]);
        }
        return parts.length > 4 && parts[1].equals("apis")
                ? Optional.of("/apis/" + parts[2] + "/" + parts[3])
                : Optional.empty();
    }

    private void compare(String at, JsonValue mine, JsonValue theirs) {
        if (mine instanceof JsonObject one && theirs instanceof JsonObject other) {
            var names = new TreeSet<>(one.fields().keySet());
            names.addAll(other.fields().keySet());
            boolean named = at.endsWith("/properties");
            for (var name : names) {
                if (named || !PROSE.contains(name)) {
                    field(at + "/" + name, one.get(name), other.get(name));
                }
            }
        } else if (mine instanceof JsonArray one && theirs instanceof JsonArray other) {
            arrays(at, one, other);
        } else if (!mine.equals(theirs)) {
            found.add(at + ": " + mine + " instead of " + theirs);
        }
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
            found.add(at + ": " + names(one) + " instead of " + names(other));
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

    private static List<String> names(List<JsonValue> values) {
        return values.stream().map(OpenApiDifferences::key).toList();
    }

    private static Collection<String> sorted(Collection<String> names) {
        return new TreeSet<>(names);
    }
}
