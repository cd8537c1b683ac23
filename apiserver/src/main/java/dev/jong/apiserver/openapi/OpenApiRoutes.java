package dev.jong.apiserver.openapi;

import dev.jong.api.MediaType;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.Gzip;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers `/openapi/v2`, `/openapi/v3` and everything below. Register it as `/openapi/`.
///
/// The supplier gives the documents of the moment: another one when resources come or go.
public final class OpenApiRoutes implements RequestHandler {
    private static final String JSON = "application/json";
    private static final String VERSION_2 = "/openapi/v2";
    private static final String VERSION_3 = "/openapi/v3";

    private final Supplier<OpenApi> current;

    public OpenApiRoutes(Supplier<OpenApi> current) {
        this.current = current;
    }

    @Override
    public void handle(HttpExchange exchange, RequestInfo info) {
        var path =
                info.path().endsWith("/")
                        ? info.path().substring(0, info.path().length() - 1)
                        : info.path();
        var type = type(exchange, path);
        var found = find(path, type);
        if (found.isEmpty()) {
            refuse(exchange, path);
            return;
        }
        var document = found.get();
        var asked = exchange.query().value("hash");
        if (!asked.isEmpty() && !asked.equals(document.etag()) && !path.equals(VERSION_3)) {
            exchange.answer(
                    301,
                    Headers.of(
                            "Location", path + "?hash=" + document.etag(), "Content-Length", "0"));
            return;
        }
        var headers = headers(document, asked, type);
        var tag = "\"" + document.etag() + "\"";
        if (exchange.headers().value("If-None-Match").contains(tag)) {
            exchange.answer(304, headers);
        } else if (Gzip.isWanted(exchange, document.length())) {
            exchange.answer(200, Gzip.marked(headers), List.of(document.packed()));
        } else {
            exchange.answer(200, headers, List.of(document.bytes()));
        }
    }

    /// Upstream has routes for all documents of version 3, and no words for those that are not
    /// there.
    private static void refuse(HttpExchange exchange, String path) {
        if (path.startsWith(VERSION_3 + "/")) {
            exchange.answer(404, Headers.of("Cache-Control", "no-cache, private"));
        } else {
            Answers.text(exchange, 404, "404 page not found\n");
        }
    }

    /// JSON unless the client prefers protobuf where there is one.
    private static String type(HttpExchange exchange, String path) {
        if (!path.equals(VERSION_2)) {
            return JSON;
        }
        for (var type : MediaType.parseAll(exchange.headers().value("Accept"))) {
            if (ProtobufDocument.mediaTypes().contains(type.name())) {
                return ProtobufDocument.mediaTypes().getFirst();
            }
            if (List.of(JSON, "application/*", "*/*").contains(type.name())) {
                return JSON;
            }
        }
        if (exchange.headers().value("Accept").isEmpty()) {
            return JSON;
        }
        throw ApiException.notAcceptable(List.of(JSON, ProtobufDocument.mediaTypes().getFirst()));
    }

    private Optional<Document> find(String path, String type) {
        var api = current.get();
        if (path.equals(VERSION_2)) {
            return Optional.of(type.equals(JSON) ? api.version2() : api.version2AsProtobuf());
        }
        if (path.equals(VERSION_3)) {
            return Optional.of(api.index());
        }
        var group = path.startsWith(VERSION_3 + "/") ? path.substring(VERSION_3.length() + 1) : "";
        return api.serves(group) ? Optional.of(api.version3(group)) : Optional.empty();
    }

    /// A document asked for by its hash never changes.
    private static Headers headers(Document document, String hash, String type) {
        var headers =
                Headers.of(
                        "Content-Type",
                        type,
                        "ETag",
                        "\"" + document.etag() + "\"",
                        "Vary",
                        "Accept-Encoding, Accept");
        return hash.isEmpty()
                ? headers
                : headers.with("Cache-Control", "public, immutable")
                        .with("Expires", "Thu, 31 Dec 2099 23:59:59 GMT");
    }
}
