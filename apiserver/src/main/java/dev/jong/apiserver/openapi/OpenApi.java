package dev.jong.apiserver.openapi;

import dev.jong.api.Kind;
import dev.jong.api.Release;
import dev.jong.api.Unstructured;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The documents about a fixed set of resources. Each is made when it is first asked for.
public final class OpenApi {
    private static final JsonObject INFO =
            JsonObject.EMPTY.with("title", "Kubernetes").with("version", Release.VERSION);
    private static final JsonObject TOKEN =
            JsonObject.EMPTY
                    .with("type", "apiKey")
                    .with("description", "Bearer Token authentication")
                    .with("name", "authorization")
                    .with("in", "header");

    private final Map<String, List<Resource<?>>> groups = new LinkedHashMap<>();
    private final List<Kind<?>> kinds = new ArrayList<>();
    private final Map<String, ServerPaths> server;
    private final Map<String, RemoteApi> remotes = new LinkedHashMap<>();
    private final boolean cbor;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    public OpenApi(Collection<? extends Resource<?>> resources) {
        this(resources, List.of(), false);
    }

    /// @param remote what other servers serve
    /// @param cbor whether objects are served in CBOR too
    public OpenApi(
            Collection<? extends Resource<?>> resources,
            Collection<RemoteApi> remote,
            boolean cbor) {
        this.cbor = cbor;
        for (var api : remote) {
            remotes.put(GroupPaths.root(api.group(), api.version()).substring(1), api);
        }
        for (var resource : resources) {
            groups.computeIfAbsent(key(resource.kind()), _ -> new ArrayList<>()).add(resource);
            kinds.add(resource.kind());
        }
        server =
                ServerPaths.of(
                        kinds.stream()
                                .filter(kind -> kind.type() != Unstructured.class)
                                .map(Kind::group)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /// `api/v1` or `apis/apps/v1`
    private static String key(Kind<?> kind) {
        return GroupPaths.root(kind.group(), kind.version()).substring(1);
    }

    /// The index of version 3: where each group's document is.
    Document index() {
        return once(
                "",
                () -> {
                    var paths = new TreeMap<String, JsonValue>();
                    var served = new LinkedHashSet<>(groups.keySet());
                    served.addAll(server.keySet());
                    served.addAll(remotes.keySet());
                    for (var group : served) {
                        var address = "/openapi/v3/" + group + "?hash=" + version3(group).etag();
                        paths.put(group, JsonObject.of("serverRelativeURL", new JsonText(address)));
                    }
                    return Document.of(JsonObject.of("paths", new JsonObject(paths)));
                });
    }

    /// Two that ask at once may both make it; one of the equal documents is kept.
    private Document once(String key, Supplier<Document> make) {
        var made = documents.get(key);
        if (made != null) {
            return made;
        }
        var document = make.get();
        documents.put(key, document);
        return document;
    }

    boolean serves(String group) {
        return groups.containsKey(group) || server.containsKey(group) || remotes.containsKey(group);
    }

    /// The document of one group and version, such as `apis/apps/v1`, or of a path of none.
    Document version3(String group) {
        return once(group, () -> makeVersion3(group));
    }

    private Document makeVersion3(String group) {
        var remote = remotes.get(group);
        if (remote != null) {
            return Document.of(
                    remote.version3()
                            .orElseGet(() -> Upgrade.version3(INFO, Merging.part(remote))));
        }
        var path = server.get(group);
        if (path != null) {
            var definitions = new Definitions(Dialect.V3, List.of(), List.of(), Map.of(), cbor);
            return version3(path.text(Dialect.V3, definitions), definitions);
        }
        var resources = groups.getOrDefault(group, List.of());
        var first = resources.getFirst().kind();
        var definitions =
                new Definitions(
                        Dialect.V3,
                        known(resources),
                        first.type() == Unstructured.class
                                ? mainVersions()
                                : List.of(first.apiVersion()),
                        selectable(resources),
                        cbor);
        for (var resource : resources) {
            definitions.reference(GroupPaths.type(resource.kind()));
        }
        var paths =
                new GroupPaths(Dialect.V3, definitions, first.group(), first.version())
                        .of(resources);
        return version3(paths, definitions);
    }

    /// @param definitions that the paths made needed
    private static Document version3(JsonObject paths, Definitions definitions) {
        var components =
                JsonObject.EMPTY.with("securitySchemes", JsonObject.of("BearerToken", TOKEN));
        var schemas = definitions.all();
        if (!schemas.isEmpty()) {
            components = components.with("schemas", schemas);
        }
        return Document.of(
                JsonObject.EMPTY
                        .with("openapi", "3.0.0")
                        .with("info", INFO)
                        .with("paths", paths)
                        .with("components", components));
    }

    /// What is deleted and watched by a type of each of these, as upstream's types are; custom
    /// kinds have none of their own.
    private List<String> ownVersions() {
        return kinds.stream()
                .filter(kind -> kind.type() != Unstructured.class)
                .map(Kind::apiVersion)
                .distinct()
                .toList();
    }

    /// Without those that upstream serves by servers of their own.
    private List<String> mainVersions() {
        return ownVersions().stream()
                .filter(version ->
                        !version.startsWith("apiextensions.k8s.io/")
                                && !version.startsWith("apiregistration.k8s.io/"))
                .toList();
    }

    private static Map<String, List<String>> selectable(Collection<Resource<?>> resources) {
        var all = new HashMap<String, List<String>>();
        for (var resource : resources) {
            if (resource.kind().type() == Unstructured.class) {
                all.put(
                        resource.kind().schema().name(),
                        resource.fields().keySet().stream().sorted().toList());
            }
        }
        return all;
    }

    /// Kinds of resources and of their subresources' bodies.
    private Collection<Kind<?>> known(Collection<Resource<?>> resources) {
        var all = new LinkedHashMap<String, Kind<?>>();
        kinds.forEach(kind -> all.put(kind.schema().name(), kind));
        resources.forEach(resource ->
                resource.subresources()
                        .values()
                        .forEach(part -> {
                            if (part instanceof Subresource.Action<?> action) {
                                all.putIfAbsent(action.kind().schema().name(), action.kind());
                            }
                        }));
        all.putIfAbsent(Scale.KIND.schema().name(), Scale.KIND);
        return all.values();
    }

    /// The one document of version 2.
    Document version2() {
        return once("v2", () -> Document.of(makeVersion2()));
    }

    /// The same as protobuf.
    Document version2AsProtobuf() {
        return once("v2+protobuf", () -> Document.of(ProtobufDocument.write(makeVersion2())));
    }

    private JsonObject makeVersion2() {
        var every = groups.values().stream().flatMap(List::stream).toList();
        var definitions =
                new Definitions(Dialect.V2, known(every), ownVersions(), selectable(every), cbor);
        var paths = new HashMap<String, JsonValue>();
        groups.values()
                .forEach(resources -> {
                    var kind = resources.getFirst().kind();
                    resources.forEach(r -> definitions.reference(GroupPaths.type(r.kind())));
                    paths.putAll(
                            new GroupPaths(Dialect.V2, definitions, kind.group(), kind.version())
                                    .of(resources)
                                    .fields());
                });
        server.values().forEach(path -> paths.putAll(path.text(Dialect.V2, definitions).fields()));
        var own =
                JsonObject.EMPTY
                        .with("swagger", "2.0")
                        .with("info", INFO)
                        .with("paths", new JsonObject(paths))
                        .with("definitions", definitions.all())
                        .with("securityDefinitions", JsonObject.of("BearerToken", TOKEN))
                        .with(
                                "security",
                                JsonArray.of(JsonObject.of("BearerToken", JsonArray.EMPTY)));
        for (var remote : remotes.values()) {
            own = Merging.merged(own, remote);
        }
        return own;
    }
}
