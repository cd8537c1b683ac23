package dev.jong.apiserver.openapi;

import dev.jong.api.Kind;
import dev.jong.api.Schemas;
import dev.jong.api.Unstructured;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;

/// The shared types that a document needs, each written once.
final class Definitions {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final SchemaText text;
    private final Map<String, JsonArray> kinds = new HashMap<>();
    private final Map<String, JsonValue> written = new TreeMap<>();
    private final Map<String, Kind<?>> custom = new HashMap<>();
    private final Queue<String> pending = new ArrayDeque<>();
    private final Map<String, List<String>> selectable;
    private final boolean cbor;

    /// @param kinds those that bear their group, version and kind
    /// @param apiVersions that the document is about
    /// @param selectable fields by which objects of custom kinds can be selected, by schema name
    /// @param cbor whether objects are served in CBOR too
    Definitions(
            Dialect dialect,
            Collection<Kind<?>> kinds,
            Collection<String> apiVersions,
            Map<String, List<String>> selectable,
            boolean cbor) {
        this.selectable = selectable;
        this.cbor = cbor;
        text = new SchemaText(dialect, this::need);
        var everywhere = new TreeSet<>(apiVersions);
        everywhere.add("v1");
        for (var kind : kinds) {
            this.kinds.put(kind.schema().name(), JsonArray.of(groupVersionKind(kind, kind.name())));
            this.kinds.put(
                    kind.schema().name() + "List",
                    JsonArray.of(groupVersionKind(kind, kind.listName())));
            if (kind.type() == Unstructured.class) {
                custom.put(kind.schema().name(), kind);
                custom.put(kind.schema().name() + "List", kind);
            }
        }
        this.kinds.put(META + "DeleteOptions", inEveryGroup(everywhere, "DeleteOptions"));
        this.kinds.put(META + "WatchEvent", inEveryGroup(everywhere, "WatchEvent"));
        this.kinds.put(META + "Status", JsonArray.of(groupVersionKind("", "v1", "Status")));
        for (var list :
                new String[] {"APIGroup", "APIGroupList", "APIResourceList", "APIVersions"}) {
            this.kinds.put(META + list, JsonArray.of(groupVersionKind("", "v1", list)));
        }
    }

    boolean cbor() {
        return cbor;
    }

    private static JsonArray inEveryGroup(Collection<String> apiVersions, String name) {
        return new JsonArray(
                apiVersions.stream()
                        .map(v ->
                                (JsonValue)
                                        (v.contains("/")
                                                ? groupVersionKind(
                                                        v.substring(0, v.indexOf('/')),
                                                        v.substring(v.indexOf('/') + 1),
                                                        name)
                                                : groupVersionKind("", v, name)))
                        .toList());
    }

    static JsonObject groupVersionKind(Kind<?> kind, String name) {
        return groupVersionKind(kind.group(), kind.version(), name);
    }

    private static JsonObject groupVersionKind(String group, String version, String name) {
        return JsonObject.EMPTY.with("group", group).with("version", version).with("kind", name);
    }

    /// A reference to the type, which thereby becomes part of the document.
    JsonObject reference(String name) {
        return text.reference(name);
    }

    private void need(String name) {
        if (!written.containsKey(name) && !pending.contains(name)) {
            pending.add(name);
        }
    }

    /// Everything referred to so far, and everything that these refer to.
    JsonObject all() {
        for (var name = pending.poll(); name != null; name = pending.poll()) {
            written.put(name, definition(name));
        }
        return new JsonObject(written);
    }

    /// Which fields objects can be selected by is said of custom kinds only.
    private JsonObject customDefinition(String name, Kind<?> kind) {
        var definition = name.equals(kind.schema().name()) ? whole(kind) : listOf(kind);
        var fields = selectable.getOrDefault(kind.schema().name(), List.of());
        return fields.isEmpty()
                ? definition
                : definition.with(
                        "x-kubernetes-selectable-fields",
                        new JsonArray(
                                fields.stream()
                                        .map(field ->
                                                (JsonValue)
                                                        JsonObject.of(
                                                                "fieldPath", new JsonText(field)))
                                        .toList()));
    }

    /// Whose fields, but for the items, are described as those of lists of custom objects.
    private static final String LIST = "io.k8s.api.core.v1.ConfigMapList";

    private static final String CONVENTIONS =
            "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    /// Of what keeps unknown fields version 2 says nothing: kubectl would refuse all others.
    private JsonObject whole(Kind<?> kind) {
        var body = kind.schema().body();
        return text.dialect() == Dialect.V2 && body.preservesUnknown()
                ? JsonObject.of("type", new JsonText("object"))
                : withTypeFields(text.custom(body, kind.schema().name()));
    }

    /// The fields that every kind has are described as those of built-in kinds.
    private JsonObject withTypeFields(JsonObject definition) {
        var shared = text.struct(ConfigMap.KIND.schema().body(), "").object("properties");
        var properties = definition.object("properties");
        for (var name : List.of("apiVersion", "kind", "metadata")) {
            if (shared.get(name) instanceof JsonObject property) {
                properties = properties.with(name, property.without("default"));
            }
        }
        return definition.with("properties", properties);
    }

    private JsonObject listOf(Kind<?> kind) {
        var items =
                JsonObject.EMPTY
                        .with(
                                "description",
                                "List of " + kind.plural() + ". More info: " + CONVENTIONS)
                        .with("type", "array")
                        .with("items", reference(kind.schema().name()));
        var shared = Schemas.named(LIST).body();
        var properties = text.struct(shared, LIST).object("properties").without("items");
        for (var field : properties.fields().entrySet()) {
            if (field.getValue() instanceof JsonObject property) {
                properties = properties.with(field.getKey(), property.without("default"));
            }
        }
        return JsonObject.EMPTY
                .with("description", kind.listName() + " is a list of " + kind.name())
                .with("type", "object")
                .with("properties", properties.with("items", items))
                .with("required", JsonArray.of(new JsonText("items")));
    }

    private JsonObject definition(String name) {
        var known = SharedTypes.definition(name, text.dialect());
        var definition =
                known.orElseGet(() ->
                        custom.containsKey(name)
                                ? customDefinition(name, custom.get(name))
                                : text.struct(Schemas.named(name).body(), name));
        var kind = kinds.get(name);
        return kind == null ? definition : definition.with("x-kubernetes-group-version-kind", kind);
    }
}
