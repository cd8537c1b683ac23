package dev.jong.apiserver.route;

import dev.jong.api.GoText;
import dev.jong.api.GroupResource;
import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.names.Names;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.http.HttpExchange;
import java.util.Set;

/// Whether a request has a form in which a resource can be asked for: its method, whether it is in
/// a namespace, whether it names an object.
final class RequestForm {
    private static final Set<String> OF_PARTS = Set.of("get", "update", "patch");
    private static final Set<String> OF_NAMED = Set.of("update", "patch");

    private RequestForm() {}

    /// Whether a kind with namespaces is asked for in one, or listed across all, and a kind without
    /// outside.
    static boolean isPlaced(RequestInfo info, Kind<?> kind) {
        if (!kind.namespaced()) {
            return info.namespace().isEmpty() || kind.equals(Namespace.KIND);
        }
        return !info.namespace().isEmpty()
                || info.name().isEmpty()
                        && (info.verb().equals("list") || info.verb().equals("watch"));
    }

    /// Whether the path says that it is watched, as it did before there was a parameter for that.
    static boolean isOldWatch(RequestInfo info) {
        var root = info.group().isEmpty() ? "/api/" : "/apis/" + info.group() + "/";
        return info.verb().equals("watch")
                && info.path().startsWith(root + info.version() + "/watch/");
    }

    static void demand(HttpExchange exchange, RequestInfo info, Resource<?> resource) {
        if (resource.kind().type() == Unstructured.class) {
            demandVerb(exchange, info, resource);
        } else if (!demandMethod(exchange, info, resource)) {
            return;
        }
        var wrong = Names.pathSegment(info.name());
        if (!wrong.isEmpty()) {
            throw ApiException.badRequest(
                    "Name parameter invalid: "
                            + GoText.quote(info.name())
                            + ": "
                            + String.join(";", wrong));
        }
    }

    /// Custom resources have no routes of their own: the verb decides alone, and their refusals
    /// name the resource.
    private static void demandVerb(HttpExchange exchange, RequestInfo info, Resource<?> resource) {
        var about = new GroupResource(info.group(), info.resource());
        boolean part = !info.subresource().isEmpty();
        if (part && !resource.subresources().containsKey(info.subresource())) {
            throw ApiException.notFound(about, info.name());
        }
        boolean known =
                part
                        ? OF_PARTS.contains(info.verb())
                        : info.verb().equals("watch") || resource.verbs().contains(info.verb());
        if (!known) {
            throw ApiException.methodNotAllowed(about, info.verb());
        }
        if (info.name().isEmpty() && OF_NAMED.contains(info.verb())) {
            if (info.verb().equals("patch")) {
                Patching.type(exchange, Patching.custom(resource.kind())); // is refused first
            }
            throw ApiException.badRequest("name must be provided");
        }
    }

    /// No route takes HEAD but those that pass requests on; objects are created in collections and
    /// changed by name.
    ///
    /// @return false when the request is passed on, whatever its form
    private static boolean demandMethod(
            HttpExchange exchange, RequestInfo info, Resource<?> resource) {
        var subresource = resource.subresources().get(info.subresource());
        if (subresource == null && !info.subresource().isEmpty()) {
            throw ApiException.resourceNotFound();
        }
        if (isOldWatch(info) && (subresource != null || !resource.verbs().contains("watch"))) {
            throw ApiException.resourceNotFound(); // no such path is watched
        }
        if (subresource instanceof Subresource.Action<?>) {
            return false;
        }
        boolean named = !info.name().isEmpty();
        boolean misplaced =
                switch (info.verb()) {
                    case "create" -> named;
                    case "update", "patch" -> !named;
                    case "watch" -> !exchange.method().equals("GET");
                    default -> exchange.method().equals("HEAD");
                };
        if (misplaced) {
            throw Refusals.methodNotAllowed();
        }
        return true;
    }
}
