package dev.jong.systemtests.difference;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.json.JsonObject;
import dev.jong.api.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Objects that every server accepts, from files beside this class: of each kind one or more.
///
/// @param kind of the object
/// @param object as it is sent, with a name
record Example(Kind<?> kind, JsonObject object) {
    static final String NAMESPACE = "difference";
    private static final List<String> FILES =
            List.of(
                    "core.yaml",
                    "pods.yaml",
                    "workloads.yaml",
                    "network.yaml",
                    "storage.yaml",
                    "access.yaml",
                    "extension.yaml",
                    "devices.yaml");

    static List<Example> all() {
        var all = new ArrayList<Example>();
        for (var file : FILES) {
            for (var document : Yaml.readAll(text(file))) {
                if (document.value() instanceof JsonObject object) {
                    all.add(new Example(kind(object), object));
                }
            }
        }
        return List.copyOf(all);
    }

    static String text(String file) {
        try (var in = Objects.requireNonNull(Example.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kind<?> kind(JsonObject object) {
        return Kinds.all().stream()
                .filter(kind -> kind.apiVersion().equals(object.text("apiVersion")))
                .filter(kind -> kind.name().equals(object.text("kind")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such kind: " + object));
    }

    String name() {
        return Objects.requireNonNullElse(object.object("metadata").text("name"), "");
    }

    /// Where objects of the kind are created.
    String collection() {
        return root() + (kind.namespaced() ? "/namespaces/" + NAMESPACE : "") + "/" + kind.plural();
    }

    /// Where objects of the kind are listed over all namespaces.
    String everywhere() {
        return root() + "/" + kind.plural();
    }

    private String root() {
        return (kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/") + kind.version();
    }

    String path() {
        return collection() + "/" + name();
    }
}
