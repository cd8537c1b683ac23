package dev.jong.apiserver.discovery;

import dev.jong.api.zpages.ZPages;
import dev.jong.apiserver.route.Router;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;

/// `/statusz` and `/flagz` among the paths of a program of the control plane.
public final class ZPageRoutes {
    private ZPageRoutes() {}

    public static void addTo(Router router, ZPages pages) {
        router.route(
                "/statusz",
                (exchange, _) -> answer(exchange, pages.status(accept(exchange), router.paths())));
        router.route("/flagz", (exchange, _) -> answer(exchange, pages.flags(accept(exchange))));
    }

    private static String accept(HttpExchange exchange) {
        return exchange.headers().value("Accept");
    }

    private static void answer(HttpExchange exchange, ZPages.Page page) {
        exchange.answer(200, Headers.of("Content-Type", page.contentType()), page.body());
    }
}
