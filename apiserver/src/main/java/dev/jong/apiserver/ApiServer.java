package dev.jong.apiserver;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.discovery.Discovery;
import dev.jong.apiserver.discovery.Health;
import dev.jong.apiserver.discovery.ServerVersion;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.resources.BuiltIn;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.route.Router;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpServer;
import dev.jong.store.Store;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Serves the API on a store.
public final class ApiServer implements AutoCloseable {
    private final Registry registry;
    private final HttpServer http;

    private ApiServer(Registry registry, HttpServer http) {
        this.registry = registry;
        this.http = http;
    }

    /// Serves until closed. The store stays open.
    public static ApiServer start(ApiServerConfig config, Store store) {
        var registry = new Registry(store, config.clock(), config.random());
        registry.start();
        BuiltIn.addTo(registry);
        var routes = new ResourceRoutes(registry, config.clock(), config.random());
        var address = new String[] {config.http().host() + ":" + config.http().port()};
        var discovery = new Discovery(routes, () -> address[0]);
        var router =
                new Router((exchange, info) -> {
                    if (info.resourceRequest()) {
                        routes.handle(exchange, info);
                    } else if (!discovery.answer(exchange, info)) {
                        exchange.answerText(404, "404 page not found\n");
                    }
                });
        discovery.addTo(router);
        router.route("/version", ServerVersion::answer);
        router.route("/", (exchange, info) -> Health.index(exchange, info, router));
        new Health()
                .check("ping", Optional::empty)
                .check("log", Optional::empty)
                .check("etcd", store::trouble)
                .addTo(router);
        var http = HttpServer.start(config.http(), exchange -> serve(exchange, router));
        address[0] = http.address().getHostString() + ":" + http.port();
        return new ApiServer(registry, http);
    }

    private static void serve(HttpExchange exchange, RequestHandler handler) {
        var info = RequestInfo.of(exchange.method(), exchange.path(), exchange.query());
        var user = User.of("admin", List.of(User.MASTERS, User.AUTHENTICATED));
        RequestContext.of(user)
                .run(() -> {
                    try {
                        handler.handle(exchange, info);
                    } catch (ApiException e) {
                        if (exchange.answered()) {
                            throw e;
                        }
                        Answers.error(exchange, e);
                    }
                });
    }

    public InetSocketAddress address() {
        return http.address();
    }

    /// The road for callers in the same process.
    public Registry registry() {
        return registry;
    }

    @Override
    public void close() {
        registry.close();
        http.close();
    }
}
