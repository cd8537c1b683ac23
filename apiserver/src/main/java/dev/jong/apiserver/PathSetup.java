package dev.jong.apiserver;

import dev.jong.apiserver.aggregation.Aggregator;
import dev.jong.apiserver.discovery.Discovery;
import dev.jong.apiserver.discovery.Health;
import dev.jong.apiserver.discovery.ServerVersion;
import dev.jong.apiserver.openapi.OpenApiRoutes;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.route.Router;
import java.util.List;
import java.util.function.Supplier;

/// Decides who answers which path.
final class PathSetup {
    private PathSetup() {}

    /// @param address `host:port` for clients
    static Router router(
            ResourceRoutes routes, Aggregator aggregator, Health health, Supplier<String> address) {
        var discovery = new Discovery(routes, address, aggregator::versions);
        var nothing = new NotServed(routes);
        var router =
                new Router((exchange, info) -> {
                    if (info.resourceRequest() && routes.serves(info)) {
                        routes.handle(exchange, info);
                    } else if (!discovery.answer(exchange, info)) {
                        nothing.answer(exchange, info);
                    }
                });
        discovery.addTo(router);
        var documents = new ServedDocuments(routes, aggregator);
        router.route("/openapi/", new OpenApiRoutes(documents::current));
        router.route("/version", ServerVersion::answer);
        for (var index : List.of("/", "/index.html")) {
            router.route(index, (exchange, info) -> Health.index(exchange, info, router));
        }
        health.addTo(router);
        return router;
    }
}
