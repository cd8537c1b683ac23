package dev.jong.api.zpages;

import dev.jong.api.MediaType;
import dev.jong.api.Release;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// `/statusz` and `/flagz`: what a program is and how it was started, for people; as JSON, YAML or
/// CBOR for whoever asks for a version of `config.k8s.io` (KEP-4827, KEP-4828).
public final class ZPages {
    private static final String PLAIN = "text/plain";
    private static final String CBOR = "application/cbor";
    private static final String GROUP = "config.k8s.io";
    private static final Set<String> VERSIONS = Set.of("v1alpha1", "v1beta1");
    private static final Set<String> TEXTS = Set.of("text/plain", "text/*", "*/*");
    private static final DateTimeFormatter UNIX_DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final String component;
    private final Map<String, String> flags;
    private final InstantSource clock;
    private final Instant started;
    private final Map<String, Function<JsonObject, byte[]>> writers;

    /// @param component the program that upstream runs for it, such as `kube-scheduler`
    /// @param flags it was started with
    public ZPages(String component, Map<String, String> flags, boolean cbor, InstantSource clock) {
        this.component = component;
        this.flags = Map.copyOf(flags);
        this.clock = clock;
        this.started = clock.instant();
        this.writers = writers(cbor);
    }

    /// One of the pages, in the form that was asked for.
    public record Page(String contentType, byte[] body) {}

    /// `/statusz`
    ///
    /// @param accept the header; empty when there is none
    /// @param paths of all that the program serves
    /// @throws ApiException when it can be had in no accepted form
    public Page status(String accept, Collection<String> paths) {
        var up = Duration.between(started, clock.instant());
        return page(
                accept,
                "Statusz",
                () -> header("statusz") + text(paths, up),
                () ->
                        JsonObject.EMPTY
                                .with(
                                        "startTime",
                                        started.truncatedTo(ChronoUnit.SECONDS).toString())
                                .with("uptimeSeconds", new JsonInteger(up.toSeconds()))
                                .with("goVersion", "")
                                .with("binaryVersion", Release.VERSION)
                                .with("emulationVersion", Release.MINOR)
                                .with(
                                        "paths",
                                        new JsonArray(
                                                paths.stream()
                                                        .<JsonValue>map(JsonText::new)
                                                        .toList())));
    }

    private String text(Collection<String> paths, Duration up) {
        return "\nStarted: "
                + UNIX_DATE.format(started)
                + "\nUp: "
                + "%d hr %02d min %02d sec"
                        .formatted(up.toHours(), up.toMinutesPart(), up.toSecondsPart())
                + "\nJava version: "
                + Runtime.version()
                + "\nBinary version: "
                + Release.VERSION
                + "\nEmulation version: "
                + Release.MINOR
                + "\nPaths: "
                + String.join(" ", paths)
                + "\n";
    }

    /// `/flagz`
    ///
    /// @param accept the header; empty when there is none
    /// @throws ApiException when it can be had in no accepted form
    public Page flags(String accept) {
        var values = new TreeMap<String, JsonValue>();
        var text = new StringBuilder(header("flagz"));
        new TreeMap<>(flags)
                .forEach((name, value) -> {
                    values.put(name, new JsonText(value));
                    text.append(name).append('=').append(value).append('\n');
                });
        return page(
                accept,
                "Flagz",
                text::toString,
                () -> JsonObject.of("flags", new JsonObject(values)));
    }

    /// As the most wanted form that can be had.
    private Page page(
            String accept, String kind, Supplier<String> text, Supplier<JsonObject> fields) {
        for (var type : MediaType.parseAll(accept.isEmpty() ? PLAIN : accept)) {
            if (TEXTS.contains(type.name())) {
                return new Page(
                        PLAIN + "; charset=utf-8", text.get().getBytes(StandardCharsets.UTF_8));
            }
            var writer = writers.get(type.name());
            if (writer != null && isPage(type.parameters(), kind)) {
                var version = type.parameters().get("v");
                var mediaType = type.name() + ";g=" + GROUP + ";v=" + version + ";as=" + kind;
                var object =
                        fields.get()
                                .with("kind", kind)
                                .with("apiVersion", GROUP + "/" + version)
                                .with("metadata", JsonObject.of("name", new JsonText(component)));
                return new Page(mediaType, writer.apply(object));
            }
        }
        var offers = new ArrayList<>(List.of("application/json", "application/yaml", "text/plain"));
        if (writers.containsKey(CBOR)) {
            offers.add(CBOR);
        }
        throw ApiException.notAcceptable(offers);
    }

    private static boolean isPage(Map<String, String> parameters, String kind) {
        return kind.equals(parameters.get("as"))
                && GROUP.equals(parameters.get("g"))
                && VERSIONS.contains(parameters.getOrDefault("v", ""));
    }

    private String header(String page) {
        return "\n"
                + component
                + " "
                + page
                + "\nWarning: This endpoint is not meant to be machine parseable, has no formatting"
                + " compatibility guarantees and is for debugging purposes only.\n";
    }

    private static Map<String, Function<JsonObject, byte[]>> writers(boolean cbor) {
        var writers = new HashMap<String, Function<JsonObject, byte[]>>();
        writers.put("application/json", object -> Json.write(object));
        writers.put(
                "application/yaml", object -> Yaml.write(object).getBytes(StandardCharsets.UTF_8));
        if (cbor) {
            writers.put(CBOR, object -> Cbor.write(object));
        }
        return writers;
    }
}
