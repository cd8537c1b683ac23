package dev.jong.apiserver.wire;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.Gzip;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes answers in the form the client accepts.
public final class Answers {
    private static final byte[] NEWLINE = {'\n'};

    private Answers() {}

    public static <T extends KubernetesObject> void object(
            HttpExchange exchange, int status, T object, Accepted accepted) {
        if (!accepted.plain()) {
            throw ApiException.notAcceptable(Format.offered());
        }
        @SuppressWarnings("unchecked")
        var codec = (Codec<T>) object.kind().codec();
        if (accepted.format() == Format.PROTOBUF
                && accepted.plain()
                && !(object instanceof Unstructured)) {
            send(exchange, status, Format.PROTOBUF, Protobuf.write(object));
        } else {
            value(exchange, status, object, codec, accepted);
        }
    }

    /// @param codec writes kind and apiVersion too, or `named` gives them
    public static <T> void value(
            HttpExchange exchange, int status, T value, Codec<T> codec, Accepted accepted) {
        if (accepted.format() == Format.CBOR) {
            send(exchange, status, Format.CBOR, Cbor.write(value, codec));
        } else {
            json(exchange, status, Json.write(value, codec), accepted);
        }
    }

    /// JSON that is at hand, written anew only when the client wants another form.
    public static void json(HttpExchange exchange, int status, byte[] json, Accepted accepted) {
        switch (accepted.format()) {
            case YAML -> {
                var text = Yaml.write(Json.parse(json));
                send(exchange, status, Format.YAML, text.getBytes(StandardCharsets.UTF_8));
            }
            case CBOR -> send(exchange, status, Format.CBOR, Cbor.write(Json.parse(json)));
            case JSON, PROTOBUF -> {
                var bytes = accepted.pretty() ? Pretty.print(Json.parse(json)) : json;
                Gzip.answer(exchange, status, headers(Format.JSON), List.of(bytes, NEWLINE));
            }
        }
    }

    /// A Status that tells of success.
    public static void success(
            HttpExchange exchange, int code, JsonObject status, Accepted accepted) {
        if (accepted.format() == Format.PROTOBUF) {
            send(exchange, code, Format.PROTOBUF, Protobuf.status(status));
        } else {
            tree(exchange, code, status, accepted);
        }
    }

    public static void tree(HttpExchange exchange, int status, JsonValue tree, Accepted accepted) {
        json(exchange, status, Json.write(tree), accepted);
    }

    static void send(HttpExchange exchange, int status, Format format, byte[] bytes) {
        Gzip.answer(exchange, status, headers(format), List.of(bytes));
    }

    /// Headers of every answer: content type, no caching, and the warnings given so far.
    public static Headers headers(Format format) {
        return headers(format.mediaType());
    }

    public static Headers headers(String contentType) {
        var headers =
                Headers.builder()
                        .add("Cache-Control", "no-cache, private")
                        .add("Content-Type", contentType);
        for (var warning : RequestContext.current().warnings().texts()) {
            headers.add("Warning", "299 - " + quoted(warning));
        }
        return headers.build();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// Plain text, which browsers are told not to take for anything else.
    public static void text(HttpExchange exchange, int status, String text) {
        exchange.answer(
                status,
                Headers.of(
                        "Cache-Control",
                        "no-cache, private",
                        "Content-Type",
                        "text/plain; charset=utf-8",
                        "X-Content-Type-Options",
                        "nosniff"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /// Tells what went wrong. Once an answer has begun, it can only be broken off, which the server
    /// does with what is thrown.
    public static void refuse(HttpExchange exchange, ApiException refusal) {
        if (exchange.answered()) {
            throw refusal;
        }
        error(exchange, refusal);
    }

    public static void error(HttpExchange exchange, ApiException error) {
        var failure = error.failure();
        var headers = headers(Format.JSON);
        var details = failure.details();
        if (details != null && details.retryAfterSeconds() > 0) {
            headers = headers.with("Retry-After", Integer.toString(details.retryAfterSeconds()));
        }
        var tree = status(failure);
        var accepted = Accepted.ofErrors(exchange);
        switch (accepted.format()) {
            case PROTOBUF ->
                    exchange.answer(
                            failure.code(), in(Format.PROTOBUF, headers), Protobuf.status(tree));
            case CBOR ->
                    exchange.answer(failure.code(), in(Format.CBOR, headers), Cbor.write(tree));
            case YAML ->
                    exchange.answer(
                            failure.code(),
                            in(Format.YAML, headers),
                            Yaml.write(tree).getBytes(StandardCharsets.UTF_8));
            case JSON -> {
                var bytes = accepted.pretty() ? Pretty.print(tree) : Json.write(tree);
                exchange.answer(failure.code(), headers, List.of(bytes, NEWLINE));
            }
        }
    }

    /// The Status that tells a failure.
    public static JsonObject status(Failure failure) {
        var status = new TreeMap<String, JsonValue>();
        status.put("kind", new JsonText("Status"));
        status.put("apiVersion", new JsonText("v1"));
        status.put(
                "metadata",
                failure.continueToken().isEmpty()
                        ? JsonObject.EMPTY
                        : JsonObject.of("continue", new JsonText(failure.continueToken())));
        status.put("status", new JsonText("Failure"));
        put(status, "message", failure.message());
        put(status, "reason", failure.reason());
        var details = failure.details();
        if (details != null) {
            status.put("details", details(details));
        }
        status.put("code", new JsonInteger(failure.code()));
        return new JsonObject(status);
    }

    private static JsonObject details(Failure.Details details) {
        var fields = new TreeMap<String, JsonValue>();
        put(fields, "name", details.name());
        put(fields, "group", details.group());
        put(fields, "kind", details.kind());
        put(fields, "uid", details.uid());
        if (!details.causes().isEmpty()) {
            fields.put(
                    "causes",
                    new JsonArray(details.causes().stream().map(Answers::cause).toList()));
        }
        if (details.retryAfterSeconds() > 0) {
            fields.put("retryAfterSeconds", new JsonInteger(details.retryAfterSeconds()));
        }
        return new JsonObject(fields);
    }

    private static JsonValue cause(Failure.Cause cause) {
        var fields = new TreeMap<String, JsonValue>();
        put(fields, "reason", cause.reason());
        put(fields, "message", cause.message());
        put(fields, "field", cause.field());
        return new JsonObject(fields);
    }

    private static void put(Map<String, JsonValue> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, new JsonText(value));
        }
    }

    private static Headers in(Format format, Headers headers) {
        return headers.without("Content-Type").with("Content-Type", format.mediaType());
    }
}
