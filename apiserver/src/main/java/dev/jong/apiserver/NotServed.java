package dev.jong.apiserver;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.HttpExchange;
import java.util.List;

/// What is told of paths where nothing is. Upstream tells a Status below what it has routes for:
/// the core group, its own groups and some documents. Everywhere else, and so where definitions
/// might add groups and resources, there is only a line of text.
final class NotServed {
    private static final List<String> ROUTED =
            List.of("/api/", "/version/", "/openid/v1/jwks/", "/.well-known/openid-configuration/");

    private final ResourceRoutes routes;

    NotServed(ResourceRoutes routes) {
        this.routes = routes;
    }

    /// @throws ApiException that is to be told as a Status
    void answer(HttpExchange exchange, RequestInfo info) {
        var path = info.path();
        if (ROUTED.stream().anyMatch(path::startsWith) || isInOwnGroup(path)) {
            throw ApiException.resourceNotFound();
        }
        plainly(exchange);
    }

    private boolean isInOwnGroup(String path) {
        var parts = path.split("/", 4);
        return parts.length > 2 && parts[1].equals("apis") && routes.isOwn(parts[2]);
    }

    static void plainly(HttpExchange exchange) {
        Answers.text(exchange, 404, "404 page not found\n");
    }
}
