package dev.jong.apiserver.openapi;

import static dev.jong.apiserver.openapi.GroupPaths.META;
import static dev.jong.apiserver.openapi.GroupPaths.type;

import dev.jong.api.Kind;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.apiserver.openapi.Operation.Media;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The paths of one resource and its subresources.
final class ResourcePaths {
    /// What is deleted in steps is described as answered with a Status, though the object is:
    /// clients generated from upstream's document expect these texts.
    private static final Set<String> DELETED_IN_STEPS =
            Set.of("namespaces", "customresourcedefinitions");

    private final GroupPaths group;
    private final Resource<?> resource;
    private final Kind<?> kind;
    private final Set<String> verbs;
    private final String scope;
    private final String root;
    private final Parameter name;

    ResourcePaths(GroupPaths group, Resource<?> resource) {
        this.group = group;
        this.resource = resource;
        this.kind = resource.kind();
        this.verbs = resource.verbs();
        this.scope = kind.namespaced() ? "Namespaced" : "";
        this.root = GroupPaths.root(kind.group(), kind.version());
        this.name = Parameter.path("name", "name of the " + kind.name());
    }

    void add() {
        collection();
        object();
        if (kind.namespaced() && verbs.contains("list")) {
            add(
                    root + "/" + kind.plural(),
                    "get",
                    "list",
                    kind.name() + "ForAllNamespaces",
                    listing(),
                    "list",
                    List.of(),
                    Parameter.LIST,
                    "",
                    listType(),
                    Media.STREAM);
        }
        if (verbs.contains("watch")) {
            new WatchPaths(this).add();
        }
        for (var subresource : resource.subresources().values()) {
            switch (subresource) {
                case Subresource.Part<?> part -> part(part);
                case Subresource.Scaling<?> _ -> whole("scale", Scale.KIND, true, true);
                case Subresource.Action<?> action ->
                        new ActionPaths(this, action.name(), action.kind()).add();
            }
        }
    }

    GroupPaths group() {
        return group;
    }

    Kind<?> kind() {
        return kind;
    }

    String scope() {
        return scope;
    }

    String collectionPath() {
        return root + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
    }

    String objectPath() {
        return collectionPath() + "/{name}";
    }

    private String listType() {
        return type(kind) + "List";
    }

    private String listing() {
        return (verbs.contains("watch") ? "list or watch" : "list")
                + " objects of kind "
                + kind.name();
    }

    /// In the path and for every method.
    List<Parameter> common(boolean named) {
        var all = new ArrayList<Parameter>();
        if (named) {
            all.add(name);
        }
        if (kind.namespaced()) {
            all.add(Parameter.NAMESPACE);
        }
        all.add(Parameter.PRETTY);
        return all;
    }

    private void collection() {
        var path = collectionPath();
        var common = common(false);
        if (verbs.contains("list")) {
            add(
                    path,
                    "get",
                    "list",
                    scope + kind.name(),
                    listing(),
                    "list",
                    common,
                    Parameter.LIST,
                    "",
                    listType(),
                    Media.STREAM);
        }
        if (verbs.contains("create")) {
            add(
                    path,
                    "post",
                    "create",
                    scope + kind.name(),
                    "create" + article(kind.name()) + kind.name(),
                    "post",
                    common,
                    Parameter.WRITE,
                    type(kind),
                    type(kind),
                    Media.OBJECT,
                    201,
                    202);
        }
        if (verbs.contains("deletecollection")) {
            put(
                    path,
                    "delete",
                    "delete" + group.idPart() + "Collection" + scope + kind.name(),
                    "delete collection of " + kind.name(),
                    "deletecollection",
                    kind,
                    common,
                    Parameter.DELETE_COLLECTION,
                    META + "DeleteOptions",
                    META + "Status",
                    Media.OBJECT);
        }
    }

    private void object() {
        var path = objectPath();
        var common = common(true);
        if (verbs.contains("get")) {
            add(
                    path,
                    "get",
                    "read",
                    scope + kind.name(),
                    "read the specified " + kind.name(),
                    "get",
                    common,
                    List.of(),
                    "",
                    type(kind),
                    Media.OBJECT);
        }
        if (verbs.contains("update")) {
            add(
                    path,
                    "put",
                    "replace",
                    scope + kind.name(),
                    "replace the specified " + kind.name(),
                    "put",
                    common,
                    Parameter.WRITE,
                    type(kind),
                    type(kind),
                    Media.OBJECT,
                    201);
        }
        if (verbs.contains("patch")) {
            add(
                    path,
                    "patch",
                    "patch",
                    scope + kind.name(),
                    "partially update the specified " + kind.name(),
                    "patch",
                    common,
                    Parameter.PATCH,
                    META + "Patch",
                    type(kind),
                    Media.OBJECT,
                    201);
        }
        if (verbs.contains("delete")) {
            boolean described =
                    resource.returnsDeleted() && !DELETED_IN_STEPS.contains(kind.plural());
            var answer = described ? type(kind) : META + "Status";
            add(
                    path,
                    "delete",
                    "delete",
                    scope + kind.name(),
                    "delete" + article(kind.name()) + kind.name(),
                    "delete",
                    common,
                    Parameter.DELETE,
                    META + "DeleteOptions",
                    answer,
                    Media.OBJECT,
                    202);
        }
    }

    private void part(Subresource.Part<?> part) {
        whole(part.name(), kind, part.readable(), !part.name().equals("finalize"));
    }

    private void whole(String part, Kind<?> body, boolean readable, boolean patchable) {
        var path = objectPath() + "/" + part;
        var common = common(true);
        var id = group.idPart() + scope + kind.name() + GroupPaths.capital(part);
        var of = " " + part + " of the specified " + kind.name();
        if (readable) {
            put(
                    path,
                    "get",
                    "read" + id,
                    "read" + of,
                    "get",
                    body,
                    common,
                    List.of(),
                    "",
                    type(body),
                    Media.OBJECT);
        }
        put(
                path,
                "put",
                "replace" + id,
                "replace" + of,
                "put",
                body,
                common,
                Parameter.WRITE,
                type(body),
                type(body),
                Media.OBJECT,
                201);
        if (patchable) {
            put(
                    path,
                    "patch",
                    "patch" + id,
                    "partially update" + of,
                    "patch",
                    body,
                    common,
                    Parameter.PATCH,
                    META + "Patch",
                    type(body),
                    Media.OBJECT,
                    201);
        }
    }

    /// English as upstream's descriptions have it: `a Pod`, `an Event`, `Endpoints`.
    static String article(String noun) {
        if (noun.endsWith("s") && !noun.endsWith("ss")) {
            return " ";
        }
        return "AEIOU".indexOf(noun.charAt(0)) >= 0 ? " an " : " a ";
    }

    void add(
            String path,
            String method,
            String verb,
            String what,
            String description,
            String action,
            List<Parameter> common,
            List<Parameter> own,
            String body,
            String answer,
            Media media,
            int... codes) {
        put(
                path,
                method,
                verb + group.idPart() + what,
                description,
                action,
                kind,
                common.isEmpty() ? List.of(Parameter.PRETTY) : common,
                own,
                body,
                answer,
                media,
                codes);
    }

    void put(
            String path,
            String method,
            String id,
            String description,
            String action,
            Kind<?> of,
            List<Parameter> common,
            List<Parameter> own,
            String body,
            String answer,
            Media media,
            int... codes) {
        var all = new ArrayList<Integer>();
        all.add(200);
        for (int code : codes) {
            all.add(code);
        }
        group.put(
                path,
                new Operation(
                        method,
                        id,
                        description,
                        action,
                        of,
                        Parameter.plus(own, common.toArray(new Parameter[0])),
                        body,
                        answer,
                        all,
                        media));
    }
}
