package dev.jong.apigenerator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Reads the overlay files: one per group and version, facts only.
final class Overlays {
    private Overlays() {}

    static Model read(Path folder) throws IOException {
        var roots = new LinkedHashMap<String, Map<String, Object>>();
        var definitions = new LinkedHashMap<String, Definition>();
        List<Path> files;
        try (var found = Files.list(folder)) {
            files = found.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
        for (var file : files) {
            var root =
                    map(
                            new Load(LoadSettings.builder().setLabel(file.toString()).build())
                                    .loadFromString(Files.readString(file)));
            var definition =
                    new Definition(
                            text(root, "group"),
                            text(root, "version"),
                            text(root, "package"),
                            text(root, "openapi"));
            definitions.put(definition.id(), definition);
            roots.put(definition.id(), root);
        }
        for (var definition : definitions.values()) {
            readTypes(definition, map(map(roots.get(definition.id())).get("types")));
        }
        var model = new Model(definitions);
        for (var definition : definitions.values()) {
            definition.types().replaceAll((_, type) -> flatten(type, model));
        }
        return model;
    }

    private static void readTypes(Definition home, Map<String, Object> types) {
        types.forEach((name, value) -> {
            var facts = map(value);
            var fields = new ArrayList<ApiField>();
            map(facts.get("fields"))
                    .forEach((json, field) -> fields.add(readField(home, json, map(field))));
            home.types()
                    .put(
                            name,
                            new ApiType(
                                    home,
                                    name,
                                    facts.containsKey("resource")
                                            ? map(facts.get("resource"))
                                            : null,
                                    facts.containsKey("typed"),
                                    "atomic".equals(facts.get("struct")),
                                    unions(facts),
                                    facts.containsKey("custom"),
                                    fields));
        });
    }

    /// `union: {by: type, of: [user, group]}`; `by` may be absent.
    private static List<ApiType.Union> unions(Map<String, Object> facts) {
        if (!facts.containsKey("union")) {
            return List.of();
        }
        var union = map(facts.get("union"));
        var by = union.containsKey("by") ? text(union, "by") : "";
        if (!(union.get("of") instanceof List<?> members)) {
            throw new IllegalArgumentException("a union names no fields");
        }
        return List.of(new ApiType.Union(by, members.stream().map(String::valueOf).toList()));
    }

    private static ApiField readField(Definition home, String json, Map<String, Object> facts) {
        return new ApiField(
                json,
                TypeRef.parse(text(facts, "type"), home.id()),
                facts.containsKey("pointer"),
                switch (String.valueOf(facts.get("omit"))) {
                    case "empty" -> ApiField.Omit.EMPTY;
                    case "zero" -> ApiField.Omit.ZERO;
                    default -> ApiField.Omit.NEVER;
                },
                facts.containsKey("required"),
                facts.get("number") instanceof Integer number ? List.of(number) : List.of(),
                facts);
    }

    /// What Go embeds, JSON writes in place.
    private static ApiType flatten(ApiType type, Model model) {
        var fields = new ArrayList<ApiField>();
        for (var field : type.fields()) {
            if (field.facts().containsKey("inline")
                    && field.type() instanceof TypeRef.Struct struct) {
                for (var inner : flatten(model.type(struct), model).fields()) {
                    fields.add(inner.within(field.numbers()));
                }
            } else {
                fields.add(field);
            }
        }
        return new ApiType(
                type.home(),
                type.name(),
                type.resource(),
                type.typed(),
                type.atomic(),
                type.unions(),
                type.custom(),
                fields);
    }

    private static String text(Map<String, Object> map, String key) {
        return String.valueOf(map.get(key));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("an overlay lacks a part");
        }
        return (Map<String, Object>) value;
    }
}
