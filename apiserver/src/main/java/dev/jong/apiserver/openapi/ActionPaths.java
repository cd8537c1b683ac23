package dev.jong.apiserver.openapi;

import static dev.jong.apiserver.openapi.GroupPaths.type;

import dev.jong.api.Kind;
import dev.jong.api.Schema;
import dev.jong.api.Schemas;
import dev.jong.apiserver.openapi.Operation.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The paths of a subresource that is neither the object nor its scale.
final class ActionPaths {
    private static final String CORE = "io.k8s.api.core.v1.";
    private static final List<String> PROXIED =
            List.of("get", "put", "post", "delete", "options", "head", "patch");

    private final ResourcePaths resource;
    private final String action;
    private final Kind<?> body;

    ActionPaths(ResourcePaths resource, String action, Kind<?> body) {
        this.resource = resource;
        this.action = action;
        this.body = body;
    }

    void add() {
        var id = resource.scope() + resource.kind().name() + GroupPaths.capital(action);
        var path = resource.objectPath() + "/" + action;
        if (action.equals("log")) {
            resource.put(
                    path,
                    "get",
                    "read" + resource.group().idPart() + id,
                    "read log of the specified " + resource.kind().name(),
                    "get",
                    body,
                    resource.common(true),
                    options("PodLogOptions"),
                    "",
                    "",
                    Media.TEXT);
        } else if (body.name().endsWith("Options")) {
            connect(path, id);
        } else {
            resource.put(
                    path,
                    "post",
                    "create" + resource.group().idPart() + id,
                    "create "
                            + action
                            + " of"
                            + ResourcePaths.article(resource.kind().name())
                            + resource.kind().name(),
                    "post",
                    body,
                    resource.common(true),
                    Parameter.WRITE,
                    type(body),
                    type(body),
                    Media.OBJECT,
                    201,
                    202);
        }
    }

    private void connect(String path, String id) {
        boolean proxy = action.equals("proxy");
        var common = new ArrayList<>(resource.common(true));
        common.remove(Parameter.PRETTY);
        for (var method : proxy ? PROXIED : List.of("get", "post")) {
            connect(path, method, id, common);
        }
        if (proxy) {
            common.add(Parameter.path("path", "path to the resource"));
            for (var method : PROXIED) {
                connect(path + "/{path}", method, id + "WithPath", common);
            }
        }
    }

    private void connect(String path, String method, String id, List<Parameter> common) {
        resource.put(
                path,
                method,
                "connect" + resource.group().idPart() + GroupPaths.capital(method) + id,
                "connect "
                        + method.toUpperCase(Locale.ROOT)
                        + " requests to "
                        + action
                        + " of "
                        + resource.kind().name(),
                "connect",
                body,
                common,
                options(body.name()),
                "",
                "",
                Media.ANYTHING);
    }

    /// The options' fields, as a query carries them.
    private static List<Parameter> options(String name) {
        var parameters = new ArrayList<Parameter>();
        for (var field : Schemas.named(CORE + name).fields().values()) {
            boolean type = field.name().equals("apiVersion") || field.name().equals("kind");
            if (!type && !field.name().equals("sinceTime")) {
                parameters.add(
                        Parameter.query(field.name(), field.description(), plain(field.schema())));
            }
        }
        return parameters;
    }

    private static String plain(Schema schema) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar.type().name().toLowerCase(Locale.ROOT);
            case Schema.ListOf list -> plain(list.items());
            case Schema.Struct _, Schema.MapOf _, Schema.Any _ -> "string";
        };
    }
}
