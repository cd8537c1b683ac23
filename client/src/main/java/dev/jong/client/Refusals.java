package dev.jong.client;

import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Turns an answer of 400 and above into the exception it stands for.
final class Refusals {
    private Refusals() {}

    static ApiException of(int code, byte[] body) {
        try {
            if (Json.parse(body) instanceof JsonObject status
                    && "Status".equals(status.text("kind"))) {
                return ApiException.of(failure(code, status));
            }
        } catch (JsonException _) {
            // not from an API server: its text is all there is
        }
        var text = new String(body, StandardCharsets.UTF_8).strip();
        return ApiException.of(new Failure(code, reason(code), text, null));
    }

    private static Failure failure(int code, JsonObject status) {
        var details = status.object("details");
        var causes =
                details.array("causes").items().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .map(cause ->
                                new Failure.Cause(
                                        text(cause, "reason"),
                                        text(cause, "message"),
                                        text(cause, "field")))
                        .toList();
        return new Failure(
                number(status, "code", code),
                text(status, "reason"),
                text(status, "message"),
                status.has("details") ? details(details, causes) : null,
                text(status.object("metadata"), "continue"));
    }

    private static Failure.Details details(JsonObject details, List<Failure.Cause> causes) {
        return new Failure.Details(
                text(details, "group"),
                text(details, "kind"),
                text(details, "name"),
                text(details, "uid"),
                causes,
                number(details, "retryAfterSeconds", 0));
    }

    private static String reason(int code) {
        return switch (code) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 429 -> "TooManyRequests";
            default -> "";
        };
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNullElse(object.text(field), "");
    }

    private static int number(JsonObject object, String field, int otherwise) {
        return object.get(field) instanceof JsonInteger(long value) ? (int) value : otherwise;
    }
}
