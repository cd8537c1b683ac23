package dev.jong.apiserver.discovery;

import dev.jong.api.GoText;
import dev.jong.api.json.Json;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.Router;
import dev.jong.apiserver.wire.Answers;
import dev.jong.foundation.Metrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `/healthz`, `/livez` and `/readyz`, whole and by check.
public final class Health {
    /// Name → what is wrong, empty when nothing is. In the order they are told.
    private final Map<String, Supplier<Optional<String>>> checks = new LinkedHashMap<>();

    /// Those that tell only whether requests are welcome.
    private final Map<String, Supplier<Optional<String>>> ready = new LinkedHashMap<>();

    /// Those among the checks for which a restart would be no remedy.
    private final Set<String> notLive = new HashSet<>();

    private final HealthFigures figures;

    /// @param slis is told how the checks fare
    public Health(Metrics slis) {
        figures = new HealthFigures(slis);
    }

    /// Before [#addTo].
    public Health check(String name, Supplier<Optional<String>> trouble) {
        checks.put(name, trouble);
        return this;
    }

    /// One that `/livez` leaves out: nothing is gained by starting the server again. Before
    /// [#addTo].
    public Health outsideCheck(String name, Supplier<Optional<String>> trouble) {
        notLive.add(name);
        return check(name, trouble);
    }

    /// One for `/readyz` alone. Before [#addTo].
    public Health readyCheck(String name, Supplier<Optional<String>> trouble) {
        ready.put(name, trouble);
        return this;
    }

    public void addTo(Router router) {
        for (var root : List.of("healthz", "livez", "readyz")) {
            var all = new LinkedHashMap<>(checks);
            if (root.equals("readyz")) {
                all.putAll(ready);
            }
            if (root.equals("livez")) {
                all.keySet().removeAll(notLive);
            }
            router.route("/" + root, (exchange, _) -> answer(exchange, root, all));
            all.forEach((name, trouble) ->
                    router.route(
                            "/" + root + "/" + name,
                            (exchange, _) -> answerOne(exchange, root, name, trouble)));
        }
    }

    private void answer(
            HttpExchange exchange, String root, Map<String, Supplier<Optional<String>>> all) {
        var excluded = exchange.query().all("exclude");
        var unknown = new TreeSet<>(excluded);
        unknown.removeAll(all.keySet());
        var report = new StringBuilder();
        boolean failed = false;
        for (var check : all.entrySet()) {
            var name = check.getKey();
            if (excluded.contains(name)) {
                report.append("[+]").append(name).append(" excluded: ok\n");
                continue;
            }
            boolean well = check.getValue().get().isEmpty();
            figures.asked(name, root, well);
            if (!well) {
                failed = true;
                report.append("[-]").append(name).append(" failed: reason withheld\n");
            } else {
                report.append("[+]").append(name).append(" ok\n");
            }
        }
        if (!unknown.isEmpty()) {
            report.append("warn: some health checks cannot be excluded: no matches for ")
                    .append(unknown.stream().map(GoText::quote).collect(Collectors.joining(",")))
                    .append("\n");
        }
        if (failed) {
            Answers.text(exchange, 500, report + root + " check failed\n");
        } else if (exchange.query().has("verbose")) {
            Answers.text(exchange, 200, report + root + " check passed\n");
        } else {
            Answers.text(exchange, 200, "ok");
        }
    }

    private void answerOne(
            HttpExchange exchange, String root, String name, Supplier<Optional<String>> trouble) {
        var found = trouble.get();
        figures.asked(name, root, found.isEmpty());
        if (found.isPresent()) {
            Answers.text(exchange, 500, "internal server error: " + found.get() + "\n");
        } else {
            Answers.text(exchange, 200, "ok");
        }
    }

    /// The index at `/`: all paths.
    public static void index(HttpExchange exchange, RequestInfo info, Router router) {
        exchange.answer(
                200,
                Headers.of(
                        "Cache-Control", "no-cache, private", "Content-Type", "application/json"),
                Json.write(Documents.object("paths", Documents.texts(router.paths()))));
    }
}
