package dev.jong.apiserver.webhook;

import dev.jong.api.GoText;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import java.nio.charset.StandardCharsets;

/// What upstream's client makes of an answer that is no success.
final class Refusals {
    private static final int MOST_CHARACTERS = 2048;

    private Refusals() {}

    static String text(int status, byte[] body) {
        var told = told(body);
        if (!told.isEmpty()) {
            return told;
        }
        var text = new String(body, StandardCharsets.UTF_8).strip();
        var message =
                text.isEmpty()
                        ? "unknown"
                        : text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        return switch (status) {
            case 401 -> "the server has asked for the client to provide credentials";
            case 403 -> message;
            case 404 -> "the server could not find the requested resource";
            case 405 -> "the server does not allow this method on the requested resource";
            case 409 -> "the server reported a conflict";
            case 422 -> "the server rejected our request due to an error in our request";
            case 429 ->
                    "the server has received too many requests and has asked us to try again"
                            + " later";
            case 503 -> "the server is currently unable to handle the request";
            case 504 ->
                    "the server was unable to return a response in the time allotted, but may"
                            + " still be processing the request";
            default ->
                    status >= 500
                            ? "an error on the server ("
                                    + GoText.quote(message)
                                    + ") has prevented the request from succeeding"
                            : "the server rejected our request for an unknown reason";
        };
    }

    /// What a `Status` in the body says; empty when there is none.
    private static String told(byte[] body) {
        try {
            if (Json.parse(body) instanceof JsonObject object
                    && "Status".equals(object.text("kind"))) {
                var message = object.text("message");
                return message == null ? "" : message;
            }
        } catch (JsonException _) {
            // no JSON
        }
        return "";
    }
}
