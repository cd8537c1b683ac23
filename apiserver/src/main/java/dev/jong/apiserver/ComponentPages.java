package dev.jong.apiserver;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.zpages.ZPages;
import dev.jong.apiserver.authentication.Authentication;
import dev.jong.apiserver.authentication.Identity;
import dev.jong.apiserver.authorization.Attributes;
import dev.jong.apiserver.authorization.Authorizer;
import dev.jong.apiserver.authorization.Forbidden;
import dev.jong.apiserver.discovery.Health;
import dev.jong.apiserver.discovery.MetricsPages;
import dev.jong.apiserver.discovery.ServerVersion;
import dev.jong.apiserver.discovery.ZPageRoutes;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.route.Router;
import dev.jong.apiserver.wire.Answers;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.ProcessMetrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpHandler;
import java.util.Optional;
import java.util.Set;

/// What a part of the control plane serves on a port of its own, as upstream's programs do on their
/// `--secure-port`: `/metrics`, `/metrics/slis`, `/healthz`, `/livez`, `/readyz`, `/statusz`,
/// `/flagz` and `/configz`. Whoever the API server knows is known here too, and may do what it
/// allows; health is told to everybody.
final class ComponentPages implements HttpHandler {
    private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/livez", "/readyz");

    private static final Headers JSON =
            Headers.of("Content-Type", "application/json", "X-Content-Type-Options", "nosniff");

    private final Authentication authentication;
    private final Authorizer authorizer;
    private final Router router;

    /// @param metrics of the part
    /// @param configurations of the part, each under its name
    ComponentPages(
            Authentication authentication,
            Authorizer authorizer,
            Metrics metrics,
            ZPages pages,
            JsonObject configurations) {
        this.authentication = authentication;
        this.authorizer = authorizer;
        this.router = new Router((exchange, _) -> NotServed.plainly(exchange));
        ProcessMetrics.tell(metrics);
        ServerVersion.tell(metrics);
        var slis = new Metrics();
        new Health(slis).check("ping", Optional::empty).addTo(router);
        MetricsPages.addTo(router, metrics, slis);
        var told = Json.write(configurations);
        router.route("/configz", (exchange, _) -> exchange.answer(200, JSON, told));
        ZPageRoutes.addTo(router, pages);
    }

    @Override
    public void handle(HttpExchange exchange) {
        try {
            var info = RequestInfo.of(exchange.method(), exchange.path(), exchange.query());
            switch (authentication.identify(exchange)) {
                case Identity.Known(var user, _, _) ->
                        RequestContext.of(user).run(() -> authorized(exchange, info, user));
                case Identity.Unknown _, Identity.Refused _ ->
                        Answers.refuse(exchange, ApiException.unauthorized("Unauthorized"));
            }
        } catch (ApiException e) {
            Answers.refuse(exchange, e);
        }
    }

    private void authorized(HttpExchange exchange, RequestInfo info, User user) {
        if (info.resourceRequest() || !OPEN_PATHS.contains(info.path())) {
            var attributes = Attributes.of(user, info);
            var decision = authorizer.decide(attributes);
            if (!decision.allowed()) {
                throw Forbidden.of(attributes, decision.reason());
            }
        }
        router.handle(exchange, info);
    }
}
