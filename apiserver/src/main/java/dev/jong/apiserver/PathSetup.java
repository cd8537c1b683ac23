package dev.jong.apiserver;

import dev.jong.apiserver.aggregation.Aggregator;
import dev.jong.apiserver.discovery.Discovery;
import dev.jong.apiserver.discovery.Health;
import dev.jong.apiserver.discovery.ServerVersion;
import dev.jong.apiserver.openapi.OpenApiRoutes;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.route.Router;
import java.util.function.Supplier;

/// Decides who answers which path.
final class PathSetup {
    private PathSetup() {}

    /// @param address `host:port` for clients
    static Router router(
            ResourceRoutes routes, Aggregator aggregator, Health health, Supplier<String> address) {
        var discovery = new Discovery(routes, address, aggregator::versions);
        var router =
                new Router((exchange, info) -> {
                    if (info.resourceRequest()) {
                        routes.handle(exchange, info);
                    } else if (!discovery.answer(exchange, info)) {
                        exchange.answerText(404, "404 page not found\n");
                    }
                });
        discovery.addTo(router);
        var documents = new ServedDocuments(routes, aggregator);
        router.route("/openapi/", new OpenApiRoutes(documents::current));
        router.route("/version", ServerVersion::answer);
        router.route("/", (exchange, info) -> Health.index(exchange, info, router));
        health.addTo(router);
        return router;
    }
}
