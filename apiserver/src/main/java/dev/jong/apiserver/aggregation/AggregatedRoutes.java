package dev.jong.apiserver.aggregation;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.streaming.Forward;
import dev.jong.http.DisconnectedException;
import dev.jong.http.HttpExchange;
import dev.jong.http.client.BackendAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Passes requests on to the servers that registered for their group and version, on behalf of
/// whoever made them.
final class AggregatedRoutes implements RequestHandler {
    private static final String UNAVAILABLE = "service unavailable\n";
    private static final String REDIRECTED =
            "the backend attempted to redirect this request, which is not permitted";

    private final Supplier<Map<String, Route>> routes;
    private final RequestHandler local;
    private final boolean refusesRedirects;
    private final FrontProxy.Fields fields;
    private final BiConsumer<HttpExchange, RequestInfo> unavailable;

    /// @param routes by `group/version`
    /// @param unavailable is told of requests that nobody could answer
    /// @param refusesRedirects whether clients are not told that a server wants them elsewhere
    /// @param fields that name users, which no client may set
    AggregatedRoutes(
            Supplier<Map<String, Route>> routes,
            RequestHandler local,
            BiConsumer<HttpExchange, RequestInfo> unavailable,
            boolean refusesRedirects,
            FrontProxy.Fields fields) {
        this.fields = fields;
        this.refusesRedirects = refusesRedirects;
        this.unavailable = unavailable;
        this.routes = routes;
        this.local = local;
    }

    @Override
    public void handle(HttpExchange exchange, RequestInfo info) {
        var all = routes.get();
        var route = all.isEmpty() ? null : all.get(key(info));
        if (route == null) {
            local.handle(exchange, info);
            return;
        }
        var server = route.server();
        if (server == null || !route.open()) {
            refuse(exchange, info, UNAVAILABLE);
            return;
        }
        var target =
                exchange.rawPath()
                        + (exchange.rawQuery().isEmpty() ? "" : "?" + exchange.rawQuery());
        if (info.verb().equals("watch")) {
            RequestContext.current().begun().run(); // the other server sees to its work
        }
        var user = FrontProxy.headers(RequestContext.current().user());
        try {
            var forward = new Forward(exchange, server.backend(), target, user, fields::contain);
            open(exchange, info, forward).ifPresent(answer -> finish(exchange, forward, answer));
        } catch (ApiException.Refused | ApiException.NotFound _) {
            refuse(exchange, info, UNAVAILABLE);
        }
    }

    private void finish(HttpExchange exchange, Forward forward, BackendAnswer answer) {
        if (refusesRedirects && answer.status() / 100 == 3 && answer.headers().has("Location")) {
            answer.close();
            exchange.answerText(502, REDIRECTED);
            return;
        }
        forward.finish(answer);
    }

    private void refuse(HttpExchange exchange, RequestInfo info, String why) {
        exchange.answerText(503, why);
        unavailable.accept(exchange, info);
    }

    private Optional<BackendAnswer> open(HttpExchange exchange, RequestInfo info, Forward forward) {
        try {
            return Optional.of(forward.open());
        } catch (DisconnectedException e) {
            refuse(exchange, info, e.getMessage() + "\n");
            return Optional.empty();
        }
    }

    /// `group/version` of what the request is about; `/` when it is about neither.
    private static String key(RequestInfo info) {
        if (info.resourceRequest()) {
            return info.group() + "/" + info.version();
        }
        var parts = info.path().split("/", -1);
        var count = parts.length > 1 && parts[parts.length - 1].isEmpty() ? -1 : 0;
        count += parts.length;
        if (count == 4 && parts[1].equals("apis")) {
            return parts[2] + "/" + parts[3];
        }
        return count == 3 && parts[1].equals("api") ? "/" + parts[2] : "/";
    }
}
