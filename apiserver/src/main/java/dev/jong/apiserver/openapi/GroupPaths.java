package dev.jong.apiserver.openapi;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.registry.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The paths of one group and version.
final class GroupPaths {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final Dialect dialect;
    private final Definitions definitions;
    private final String group;
    private final String version;
    private final Map<String, List<Operation>> operations = new TreeMap<>();

    GroupPaths(Dialect dialect, Definitions definitions, String group, String version) {
        this.dialect = dialect;
        this.definitions = definitions;
        this.group = group;
        this.version = version;
    }

    /// `/api/v1` or `/apis/<group>/<version>`
    static String root(String group, String version) {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /// `core_v1`, `rbacAuthorization_v1`
    private String tag() {
        return groupWord() + "_" + version;
    }

    private String groupWord() {
        return groupWord(group);
    }

    /// `core`, `apps`, `rbacAuthorization`
    static String groupWord(String group) {
        var words = (group.isEmpty() ? "core" : group.replace(".k8s.io", "")).split("\\.", -1);
        var out = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            out.append(capital(words[i]));
        }
        return out.toString();
    }

    /// `CoreV1`, what operations' ids carry.
    String idPart() {
        return capital(groupWord()) + capital(version);
    }

    static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    void put(String path, Operation operation) {
        operations.computeIfAbsent(path, _ -> new ArrayList<>()).add(operation);
    }

    JsonObject of(Collection<Resource<?>> resources) {
        for (var resource : resources) {
            if (resource.kind().type() == Unstructured.class) {
                new CustomPaths(this, resource).add();
            } else {
                new ResourcePaths(this, resource).add();
            }
        }
        if (resources.stream().anyMatch(each -> each.kind().type() != Unstructured.class)) {
            discovery();
        }
        return text();
    }

    /// Upstream does not describe where the resources of definitions are listed.
    private void discovery() {
        put(
                root(group, version) + "/",
                new Operation(
                        "get",
                        "get" + idPart() + "APIResources",
                        "get available resources",
                        "",
                        null,
                        List.of(),
                        "",
                        META + "APIResourceList",
                        List.of(200),
                        Operation.Media.OBJECT));
    }

    private JsonObject text() {
        return text(operations, dialect, tag(), definitions);
    }

    static JsonObject text(
            Map<String, List<Operation>> operations,
            Dialect dialect,
            String tag,
            Definitions definitions) {
        var paths = new TreeMap<String, JsonValue>();
        operations.forEach((path, methods) -> {
            var shared = shared(methods);
            var item = new TreeMap<String, JsonValue>();
            for (var operation : methods) {
                item.put(operation.method(), operation.text(dialect, tag, definitions, shared));
            }
            if (!shared.isEmpty()) {
                item.put(
                        "parameters",
                        new JsonArray(
                                shared.stream().map(p -> (JsonValue) p.text(dialect)).toList()));
            }
            paths.put(path, new JsonObject(item));
        });
        return new JsonObject(paths);
    }

    /// What all methods of a path have in common stands with the path.
    private static Set<Parameter> shared(List<Operation> methods) {
        var shared = new ArrayList<>(methods.getFirst().parameters());
        for (var operation : methods) {
            shared.retainAll(operation.parameters());
        }
        shared.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::in));
        return new LinkedHashSet<>(shared);
    }

    /// The name of a kind's type.
    static String type(Kind<?> kind) {
        return kind.schema().name();
    }
}
