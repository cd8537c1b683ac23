package dev.jong.apiserver.openapi;

import dev.jong.api.Kinds;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.registry.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A command, not a test: compares a document of ours with the one in a file and prints what
/// differs, by kind of difference. Arguments: `v2` or a group such as `apis/apps/v1`, and the file.
final class CompareOpenApi {
    private static final Set<String> PROSE = Set.of("description");

    private final TreeMap<String, List<String>> differences = new TreeMap<>();
    private int equal;

    private CompareOpenApi() {}

    public static void main(String[] arguments) throws Exception {
        List<Resource<?>> resources = new ArrayList<>();
        for (var kind : Kinds.all()) {
            boolean written = kind.name().endsWith("Review") || kind.name().equals("Binding");
            resources.add(
                    written
                            ? Resource.of(kind).verbs("create").build()
                            : Resource.of(kind).build());
        }
        var api = new OpenApi(resources);
        var document = arguments[0].equals("v2") ? api.version2() : api.version3(arguments[0]);
        var compare = new CompareOpenApi();
        var theirs = Json.parse(Files.readAllBytes(Path.of(arguments[1])));
        compare.values("", "", Json.parse(document.bytes()), theirs);
        compare.differences.forEach((what, where) ->
                System.out.println(
                        where.size()
                                + " "
                                + what
                                + ": "
                                + where.subList(0, Math.min(4, where.size()))));
        System.out.println(compare.equal + " equal, " + document.bytes().length + " bytes");
    }

    private void values(String path, String name, JsonValue ours, JsonValue theirs) {
        if (ours instanceof JsonObject one && theirs instanceof JsonObject other) {
            var names = new TreeSet<>(one.fields().keySet());
            names.addAll(other.fields().keySet());
            for (var field : names) {
                var mine = one.get(field);
                var yours = other.get(field);
                if (mine == null) {
                    differ("missing " + generic(path, field), path);
                } else if (yours == null) {
                    differ("too much " + generic(path, field), path);
                } else {
                    values(path + "/" + field, field, mine, yours);
                }
            }
        } else if (ours instanceof JsonArray one
                && theirs instanceof JsonArray other
                && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                values(path, name, one.get(i), other.get(i));
            }
        } else if (ours.equals(theirs)) {
            equal++;
        } else {
            var detail = PROSE.contains(name) ? "" : " " + shown(ours) + " / " + shown(theirs);
            differ("other " + generic(path, name), path + detail);
        }
    }

    private static String shown(JsonValue value) {
        return value instanceof JsonText || value.toString().length() < 60
                ? value.toString()
                : value.typeName();
    }

    private static String generic(String path, String field) {
        boolean named =
                path.endsWith("/properties")
                        || path.endsWith("/schemas")
                        || path.endsWith("/definitions")
                        || path.endsWith("/paths");
        return named ? path.substring(path.lastIndexOf('/') + 1) : field;
    }

    private void differ(String what, String where) {
        differences.computeIfAbsent(what, _ -> new ArrayList<>()).add(where);
    }
}
