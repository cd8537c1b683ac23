package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.Schema;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What an API server serves.
public final class Discovery {
    private static final Schema.Struct ANYTHING =
            Schema.Struct.of(
                    new Schema.Body("", Map.of(), false, null, true, true, JsonObject.EMPTY));

    private final Transport transport;

    Discovery(Transport transport) {
        this.transport = transport;
    }

    /// One resource of one version.
    ///
    /// @param subresource "" for the resource itself
    /// @param otherNames what else people may call it: its singular and short names
    public record Served(
            String group,
            String version,
            String plural,
            String subresource,
            String kind,
            boolean namespaced,
            List<String> verbs,
            List<String> otherNames) {
        public Served {
            verbs = List.copyOf(verbs);
            otherNames = List.copyOf(otherNames);
        }

        /// Whether `word` names it, as kubectl takes it: in any case, with its group or version and
        /// group behind it or not.
        public boolean isCalled(String word) {
            var asked = word.toLowerCase(Locale.ROOT);
            int dot = asked.indexOf('.');
            var name = dot < 0 ? asked : asked.substring(0, dot);
            var place = dot < 0 ? "" : asked.substring(dot + 1);
            return (place.isEmpty() || place.equals(group) || place.equals(version + "." + group))
                    && (name.equals(plural)
                            || name.equals(kind.toLowerCase(Locale.ROOT))
                            || otherNames.contains(name));
        }

        public String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        /// The kind to talk to it with: the built-in one, or one that carries objects as trees.
        public Kind<?> resolve() {
            return Kinds.find(group, version, kind)
                    .filter(known -> known.plural().equals(plural))
                    .orElseGet(() ->
                            Unstructured.kind(
                                    group,
                                    version,
                                    kind,
                                    Unstructured.Names.of(plural),
                                    namespaced,
                                    ANYTHING));
        }

        public boolean can(String verb) {
            return verbs.contains(verb);
        }
    }

    /// Every resource in its group's preferred version (or, where that lacks it, the first that has
    /// it), without subresources.
    ///
    /// @param failed is told the groups that could not be asked; they are left out
    public List<Served> preferred(List<String> failed) {
        var found = new ArrayList<Served>(resources("v1"));
        for (var group : objects(parse("/apis").array("groups"))) {
            var versions = new ArrayList<String>();
            versions.add(text(group.object("preferredVersion"), "groupVersion"));
            objects(group.array("versions"))
                    .forEach(version -> versions.add(text(version, "groupVersion")));
            var of = new ArrayList<Served>();
            for (var version : versions.stream().distinct().toList()) {
                try {
                    for (var served : resources(version)) {
                        if (of.stream()
                                .noneMatch(known -> known.plural().equals(served.plural()))) {
                            of.add(served);
                        }
                    }
                } catch (ApiException | ClientException _) {
                    failed.add(version);
                }
            }
            found.addAll(of);
        }
        return found.stream().filter(served -> served.subresource().isEmpty()).toList();
    }

    /// All resources and subresources of `v1` or `apps/v1`.
    public List<Served> resources(String apiVersion) {
        boolean legacy = apiVersion.indexOf('/') < 0;
        var group = legacy ? "" : apiVersion.substring(0, apiVersion.indexOf('/'));
        var version = legacy ? apiVersion : apiVersion.substring(group.length() + 1);
        var list = parse((legacy ? "/api/" : "/apis/") + apiVersion).array("resources");
        return objects(list).stream().map(resource -> served(group, version, resource)).toList();
    }

    private static Served served(String group, String version, JsonObject resource) {
        var name = text(resource, "name");
        int slash = name.indexOf('/');
        boolean namespaced = resource.get("namespaced") instanceof JsonBoolean(boolean yes) && yes;
        var verbs = resource.array("verbs").items().stream().map(Discovery::textOf).toList();
        var otherNames =
                Stream.concat(
                                Stream.of(text(resource, "singularName")),
                                resource.array("shortNames").items().stream()
                                        .map(Discovery::textOf))
                        .filter(other -> !other.isEmpty())
                        .toList();
        return new Served(
                group,
                version,
                slash < 0 ? name : name.substring(0, slash),
                slash < 0 ? "" : name.substring(slash + 1),
                text(resource, "kind"),
                namespaced,
                verbs,
                otherNames);
    }

    private JsonObject parse(String path) {
        return Json.parse(transport.raw(path)) instanceof JsonObject object
                ? object
                : JsonObject.EMPTY;
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.items().stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNullElse(object.text(field), "");
    }

    private static String textOf(JsonValue value) {
        return value instanceof JsonText(String text) ? text : "";
    }
}
