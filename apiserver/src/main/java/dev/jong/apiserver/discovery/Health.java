package dev.jong.apiserver.discovery;

import dev.jong.api.json.Json;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Router;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// `/healthz`, `/livez` and `/readyz`, whole and by check.
public final class Health {
    /// Name → what is wrong, empty when nothing is. In the order they are told.
    private final Map<String, Supplier<Optional<String>>> checks = new LinkedHashMap<>();

    /// Before [#addTo].
    public Health check(String name, Supplier<Optional<String>> trouble) {
        checks.put(name, trouble);
        return this;
    }

    public void addTo(Router router) {
        for (var root : List.of("healthz", "livez", "readyz")) {
            router.route("/" + root, (exchange, _) -> answer(exchange, root));
            checks.forEach((name, trouble) ->
                    router.route(
                            "/" + root + "/" + name,
                            (exchange, _) -> answerOne(exchange, trouble)));
        }
    }

    private void answer(HttpExchange exchange, String root) {
        var excluded = exchange.query().all("exclude");
        var report = new StringBuilder();
        boolean failed = false;
        for (var check : checks.entrySet()) {
            var name = check.getKey();
            if (excluded.contains(name)) {
                report.append("[+]").append(name).append(" excluded: ok\n");
                continue;
            }
            if (check.getValue().get().isPresent()) {
                failed = true;
                report.append("[-]").append(name).append(" failed: reason withheld\n");
            } else {
                report.append("[+]").append(name).append(" ok\n");
            }
        }
        if (failed) {
            exchange.answerText(500, report + root + " check failed\n");
        } else if (exchange.query().has("verbose")) {
            exchange.answerText(200, report + root + " check passed\n");
        } else {
            exchange.answerText(200, "ok");
        }
    }

    private static void answerOne(HttpExchange exchange, Supplier<Optional<String>> trouble) {
        var found = trouble.get();
        if (found.isPresent()) {
            exchange.answerText(500, "internal server error: " + found.get() + "\n");
        } else {
            exchange.answerText(200, "ok");
        }
    }

    /// The index at `/`: all paths.
    public static void index(HttpExchange exchange, RequestInfo info, Router router) {
        exchange.answer(
                200,
                Headers.of("Content-Type", "application/json"),
                Json.write(Documents.object("paths", Documents.texts(router.paths()))));
    }
}
