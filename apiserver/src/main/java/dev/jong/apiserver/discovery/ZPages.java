package dev.jong.apiserver.discovery;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.route.Router;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;

/// `/statusz` and `/flagz`: what this server is and how it was started, for people; as JSON for
/// whoever asks for `config.k8s.io/v1beta1` (KEP-4827, KEP-4828).
public final class ZPages {
    private static final String COMPONENT = "kube-apiserver";
    private static final String API_VERSION = "config.k8s.io/v1beta1";
    private static final DateTimeFormatter UNIX_DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final ServerFlags flags;
    private final InstantSource clock;
    private final Instant started;

    public ZPages(ServerFlags flags, InstantSource clock) {
        this.flags = flags;
        this.clock = clock;
        this.started = clock.instant();
    }

    public void addTo(Router router) {
        router.route("/statusz", (exchange, _) -> status(exchange, router));
        router.route("/flagz", (exchange, _) -> flags(exchange));
    }

    private void status(HttpExchange exchange, Router router) {
        var up = Duration.between(started, clock.instant());
        if (wants(exchange, "Statusz")) {
            answer(
                    exchange,
                    object("Statusz")
                            .with("startTime", started.truncatedTo(ChronoUnit.SECONDS).toString())
                            .with("uptimeSeconds", new JsonInteger(up.toSeconds()))
                            .with("goVersion", "")
                            .with("binaryVersion", ServerVersion.GIT_VERSION)
                            .with("paths", Documents.texts(router.paths())));
            return;
        }
        exchange.answerText(
                200,
                header("statusz")
                        + "\nStarted: "
                        + UNIX_DATE.format(started)
                        + "\nUp: "
                        + "%d hr %02d min %02d sec"
                                .formatted(up.toHours(), up.toMinutesPart(), up.toSecondsPart())
                        + "\nJava version: "
                        + Runtime.version()
                        + "\nBinary version: "
                        + ServerVersion.GIT_VERSION
                        + "\nPaths: "
                        + String.join(" ", router.paths())
                        + "\n");
    }

    private void flags(HttpExchange exchange) {
        if (wants(exchange, "Flagz")) {
            var values = new HashMap<String, JsonValue>();
            flags.all().forEach((name, value) -> values.put(name, new JsonText(value)));
            answer(exchange, object("Flagz").with("flags", new JsonObject(values)));
            return;
        }
        var text = new StringBuilder(header("flagz"));
        flags.all()
                .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        exchange.answerText(200, text.toString());
    }

    private static String header(String page) {
        return "\n"
                + COMPONENT
                + " "
                + page
                + "\nWarning: This endpoint is not meant to be machine parseable, has no formatting"
                + " compatibility guarantees and is for debugging purposes only.\n";
    }

    private static boolean wants(HttpExchange exchange, String kind) {
        var accept = exchange.headers().value("Accept");
        return accept.contains("application/json")
                && accept.contains("g=config.k8s.io")
                && accept.contains("v=v1beta1")
                && accept.contains("as=" + kind);
    }

    private static JsonObject object(String kind) {
        return JsonObject.EMPTY
                .with("kind", kind)
                .with("apiVersion", API_VERSION)
                .with("metadata", JsonObject.of("name", new JsonText(COMPONENT)));
    }

    private static void answer(HttpExchange exchange, JsonObject object) {
        exchange.answer(200, Headers.of("Content-Type", "application/json"), Json.write(object));
    }
}
