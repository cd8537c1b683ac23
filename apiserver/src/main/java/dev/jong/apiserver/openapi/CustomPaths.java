package dev.jong.apiserver.openapi;

import static dev.jong.apiserver.openapi.GroupPaths.META;
import static dev.jong.apiserver.openapi.GroupPaths.type;

import dev.jong.api.Kind;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.apiserver.openapi.Operation.Media;
import dev.jong.apiserver.registry.Resource;
import java.util.ArrayList;
import java.util.List;

/// The paths of one custom resource. Upstream describes fewer of them than of its own resources,
/// and as sending fewer media types.
final class CustomPaths {
    private static final List<String> PARTS = List.of("status", "scale");

    private final GroupPaths group;
    private final Resource<?> resource;
    private final Kind<?> kind;
    private final String scope;

    CustomPaths(GroupPaths group, Resource<?> resource) {
        this.group = group;
        this.resource = resource;
        this.kind = resource.kind();
        this.scope = kind.namespaced() ? "Namespaced" : "";
    }

    /// @param action what `x-kubernetes-action` says
    /// @param verb what the operation's id begins with
    private record Route(
            String method, String action, String verb, List<Parameter> parameters, String body) {}

    void add() {
        var root = GroupPaths.root(kind.group(), kind.version());
        var list = type(kind) + "List";
        var listing = new Route("get", "list", "list", Parameter.LIST, "");
        var of = " objects of kind " + kind.name();
        if (kind.namespaced()) {
            var id = "list" + group.idPart() + kind.name() + "ForAllNamespaces";
            put(root + "/" + kind.plural(), listing, id, "list" + of, false, list);
        }
        var path = root + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
        put(path, listing, id("list", ""), "list" + of, true, list);
        var article = ResourcePaths.article(kind.name());
        put(
                path,
                new Route("post", "post", "create", Parameter.WRITE, type(kind)),
                id("create", ""),
                "create" + article + kind.name(),
                true,
                type(kind),
                201,
                202);
        put(
                path,
                new Route("delete", "deletecollection", "delete", Parameter.LIST, ""),
                "delete" + group.idPart() + "Collection" + scope + kind.name(),
                "delete collection of " + kind.name(),
                true,
                META + "Status");
        var object = path + "/{name}";
        whole(object, "", type(kind));
        put(
                object,
                new Route("delete", "delete", "delete", Parameter.DELETE, META + "DeleteOptions"),
                id("delete", ""),
                "delete" + article + kind.name(),
                true,
                META + "Status",
                202);
        for (var part : PARTS) {
            if (resource.subresources().containsKey(part)) {
                var body = part.equals("scale") ? type(Scale.KIND) : type(kind);
                whole(object + "/" + part, part, body);
            }
        }
    }

    /// What can be read, replaced and patched: an object or a part of it.
    private void whole(String path, String part, String body) {
        var of = (part.isEmpty() ? "" : " " + part + " of") + " the specified " + kind.name();
        put(
                path,
                new Route("get", "get", "read", Parameter.GET_CUSTOM, ""),
                id("read", part),
                "read" + of,
                true,
                body);
        put(
                path,
                new Route("put", "put", "replace", Parameter.WRITE, body),
                id("replace", part),
                "replace" + of,
                true,
                body,
                201);
        put(
                path,
                new Route("patch", "patch", "patch", Parameter.PATCH, META + "Patch"),
                id("patch", part),
                "partially update" + of,
                true,
                body);
    }

    private String id(String verb, String part) {
        return verb
                + group.idPart()
                + scope
                + kind.name()
                + (part.isEmpty() ? "" : GroupPaths.capital(part));
    }

    private void put(
            String path,
            Route route,
            String id,
            String description,
            boolean placed,
            String answer,
            int... codes) {
        var common = new ArrayList<Parameter>();
        common.add(Parameter.PRETTY);
        if (placed && kind.namespaced()) {
            common.add(Parameter.NAMESPACE);
        }
        if (path.contains("{name}")) {
            common.add(Parameter.path("name", "name of the " + kind.name()));
        }
        var all = new ArrayList<Integer>();
        all.add(200);
        for (int code : codes) {
            all.add(code);
        }
        group.put(
                path,
                new Operation(
                        route.method,
                        id,
                        description,
                        route.action,
                        kind,
                        Parameter.plus(route.parameters, common.toArray(new Parameter[0])),
                        route.body,
                        answer,
                        all,
                        Media.CUSTOM));
    }
}
