package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Takes what other servers describe into our own document of version 2.
final class Merging {
    private static final String DEFINITIONS = "#/definitions/";

    private Merging() {}

    /// `own` with the paths of the remote group and version, and the types they need. A type that
    /// means something else here is renamed.
    static JsonObject merged(JsonObject own, RemoteApi remote) {
        var part = part(remote);
        var names = names(own.object("definitions"), part.object("definitions"));
        var renamed = (JsonObject) references(part, name -> names.getOrDefault(name, name));
        var definitions = new TreeMap<>(own.object("definitions").fields());
        renamed.object("definitions")
                .fields()
                .forEach((name, type) ->
                        definitions.putIfAbsent(names.getOrDefault(name, name), type));
        var paths = new TreeMap<>(own.object("paths").fields());
        renamed.object("paths").fields().forEach(paths::putIfAbsent);
        return own.with("definitions", new JsonObject(definitions))
                .with("paths", new JsonObject(paths));
    }

    /// What of a remote document is about its group and version.
    static JsonObject part(RemoteApi remote) {
        var root = GroupPaths.root(remote.group(), remote.version()) + "/";
        var paths = new TreeMap<String, JsonValue>();
        remote.version2()
                .object("paths")
                .fields()
                .forEach((path, item) -> {
                    if (path.startsWith(root)) {
                        paths.put(path, item);
                    }
                });
        var all = remote.version2().object("definitions");
        var needed = new TreeMap<String, JsonValue>();
        var pending = new ArrayDeque<>(referred(new JsonObject(paths)));
        while (!pending.isEmpty()) {
            var name = pending.remove();
            var type = all.get(name);
            if (type != null && needed.put(name, type) == null) {
                pending.addAll(referred(type));
            }
        }
        return JsonObject.of("paths", new JsonObject(paths))
                .with("definitions", new JsonObject(needed));
    }

    private static Set<String> referred(JsonValue tree) {
        var found = new TreeSet<String>();
        references(
                tree,
                name -> {
                    found.add(name);
                    return name;
                });
        return found;
    }

    /// New names for the types that are something else here.
    private static Map<String, String> names(JsonObject own, JsonObject theirs) {
        var names = new HashMap<String, String>();
        theirs.fields()
                .forEach((name, type) -> {
                    var there = own.get(name);
                    if (there != null && !there.equals(type)) {
                        int number = 2;
                        while (own.has(name + "_v" + number) || theirs.has(name + "_v" + number)) {
                            number++;
                        }
                        names.put(name, name + "_v" + number);
                    }
                });
        return names;
    }

    /// The tree with other names in its references to types.
    static JsonValue references(JsonValue tree, UnaryOperator<String> rename) {
        return switch (tree) {
            case JsonObject object -> {
                var fields = new HashMap<String, JsonValue>();
                object.fields()
                        .forEach((name, value) -> {
                            if (name.equals("$ref")
                                    && value instanceof JsonText(String to)
                                    && to.startsWith(DEFINITIONS)) {
                                var target = rename.apply(to.substring(DEFINITIONS.length()));
                                fields.put(name, new JsonText(DEFINITIONS + target));
                            } else {
                                fields.put(name, references(value, rename));
                            }
                        });
                yield new JsonObject(fields);
            }
            case JsonArray array ->
                    new JsonArray(
                            array.items().stream().map(item -> references(item, rename)).toList());
            default -> tree;
        };
    }
}
