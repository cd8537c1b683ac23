package dev.jong.apiserver.aggregation;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Turns discovery's old form (`meta/v1` APIResourceList) into the aggregated one.
final class PlainDiscovery {
    private PlainDiscovery() {}

    /// The APIVersionDiscovery with the same content.
    static JsonObject aggregated(JsonObject resourceList, String group, String version) {
        var resources = new LinkedHashMap<String, JsonObject>();
        var parts = new LinkedHashMap<String, List<JsonValue>>();
        for (var item : resourceList.array("resources").items()) {
            var resource = (JsonObject) item;
            var name = requireNonNullElse(resource.text("name"), "");
            int slash = name.indexOf('/');
            if (slash < 0) {
                resources.put(name, resource(resource, name, kind(resource, group, version)));
            } else {
                parts.computeIfAbsent(name.substring(0, slash), _ -> new ArrayList<>())
                        .add(
                                JsonObject.EMPTY
                                        .with("subresource", name.substring(slash + 1))
                                        .with("responseKind", kind(resource, group, version))
                                        .with("verbs", resource.array("verbs")));
            }
        }
        var all = new ArrayList<JsonValue>();
        resources.forEach((name, resource) -> {
            var below = parts.get(name);
            all.add(below == null ? resource : resource.with("subresources", new JsonArray(below)));
        });
        return JsonObject.of("version", new JsonText(version))
                .with("resources", new JsonArray(all));
    }

    private static JsonObject resource(JsonObject resource, String name, JsonObject kind) {
        var namespaced = JsonBoolean.of(true).equals(resource.get("namespaced"));
        var out =
                JsonObject.EMPTY
                        .with("resource", name)
                        .with("responseKind", kind)
                        .with("scope", namespaced ? "Namespaced" : "Cluster")
                        .with(
                                "singularResource",
                                requireNonNullElse(resource.text("singularName"), ""))
                        .with("verbs", resource.array("verbs"));
        for (var list : List.of("shortNames", "categories")) {
            if (resource.array(list).size() > 0) {
                out = out.with(list, resource.array(list));
            }
        }
        return out;
    }

    private static JsonObject kind(JsonObject resource, String group, String version) {
        return JsonObject.EMPTY
                .with("group", requireNonNullElse(resource.text("group"), group))
                .with("version", requireNonNullElse(resource.text("version"), version))
                .with("kind", requireNonNullElse(resource.text("kind"), ""));
    }
}
