package dev.jong.systemtests.difference;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How two answers to one request differ.
///
/// @param parts `code: 422 instead of 201`, `causes: spec.a FieldValueRequired missing`, …: ours
///   first, the reference's after `instead of`
record Difference(Request request, List<String> parts, Answer ours, Answer reference) {
    private static final int SHOWN = 260;
    private static final Pattern WHOLE =
            Pattern.compile("Invalid value: \"?(\\{.*}|\\[\\{.*}\\])\"?(?=: )");

    Difference {
        parts = List.copyOf(parts);
    }

    /// Nothing when they are the same.
    static List<String> between(Answer ours, Answer reference) {
        var parts = new ArrayList<String>();
        if (ours.status() != reference.status()) {
            parts.add("code: " + ours.status() + " instead of " + reference.status());
        }
        if (!ours.type().equals(reference.type())) {
            parts.add("type: " + ours.type() + " instead of " + reference.type());
        }
        warnings(ours.warnings(), reference.warnings(), parts);
        var left = Normal.body(ours);
        var right = Normal.body(reference);
        if (isStatus(right) && isStatus(left)) {
            status((JsonObject) left, (JsonObject) right, parts);
        } else if (isStatus(right) || isStatus(left)) {
            parts.add("answer: " + head(left) + " instead of " + head(right));
        } else {
            values("", left, right, parts);
        }
        return parts;
    }

    private static void warnings(List<String> ours, List<String> reference, List<String> parts) {
        var left = new TreeSet<>(ours.stream().map(Normal::text).toList());
        var right = new TreeSet<>(reference.stream().map(Normal::text).toList());
        for (var text : right) {
            if (!left.contains(text)) {
                parts.add("warning missing: " + text);
            }
        }
        for (var text : left) {
            if (!right.contains(text)) {
                parts.add("warning too much: " + text);
            }
        }
    }

    private static boolean isStatus(JsonValue value) {
        return value instanceof JsonObject object
                && "Status".equals(object.text("kind"))
                && "Failure".equals(object.text("status"));
    }

    private static String head(JsonValue value) {
        if (value instanceof JsonObject object && isStatus(value)) {
            return "Status " + object.text("message");
        }
        return value instanceof JsonObject object ? object.text("kind") + "" : Json.text(value);
    }

    /// Causes in any order; the message only where it says more than one cause does.
    private static void status(JsonObject ours, JsonObject reference, List<String> parts) {
        var left = causes(ours);
        var right = causes(reference);
        right.stream()
                .filter(cause -> !left.contains(cause))
                .map(Difference::cause)
                .sorted()
                .forEach(cause -> parts.add("cause missing: " + cause));
        left.stream()
                .filter(cause -> !right.contains(cause))
                .map(Difference::cause)
                .sorted()
                .forEach(cause -> parts.add("cause too much: " + cause));
        boolean several = left.size() > 1 && left.equals(right);
        if (left.equals(right) || left.isEmpty() || right.isEmpty()) {
            if (!several) {
                values(".message", brief(ours), brief(reference), parts);
            }
        }
        values(".reason", ours.get("reason"), reference.get("reason"), parts);
        values(
                ".details",
                ours.object("details").without("causes"),
                reference.object("details").without("causes"),
                parts);
    }

    private static Set<JsonValue> causes(JsonObject status) {
        return status.object("details").array("causes").items().stream()
                .map(cause ->
                        cause instanceof JsonObject object
                                ? object.with("message", brief(object))
                                : cause)
                .collect(Collectors.toSet());
    }

    /// The message without pictures of whole objects, which Go draws of its internal types: what
    /// follows the first line, and the value where it is an object or the text of one.
    private static JsonText brief(JsonObject said) {
        var message = Objects.requireNonNullElse(said.text("message"), "");
        int line = message.indexOf('\n');
        var first = line < 0 ? message : message.substring(0, line);
        return new JsonText(WHOLE.matcher(first).replaceAll("Invalid value: {…}"));
    }

    private static String cause(JsonValue cause) {
        return cause instanceof JsonObject object
                ? object.text("field")
                        + " | "
                        + object.text("reason")
                        + " | "
                        + object.text("message")
                : "";
    }

    private static void values(
            String path,
            @Nullable JsonValue ours,
            @Nullable JsonValue reference,
            List<String> parts) {
        if (Objects.equals(ours, reference)) {
            return;
        }
        if (ours instanceof JsonObject left && reference instanceof JsonObject right) {
            var names = new TreeSet<>(left.fields().keySet());
            names.addAll(right.fields().keySet());
            names.forEach(
                    name -> values(path + "." + name, left.get(name), right.get(name), parts));
        } else if (ours instanceof JsonArray left
                && reference instanceof JsonArray right
                && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                values(path + "[" + i + "]", left.get(i), right.get(i), parts);
            }
        } else {
            parts.add(path + ": " + said(ours) + " instead of " + said(reference));
        }
    }

    private static String said(@Nullable JsonValue value) {
        var text = value == null ? "nothing" : Json.text(value);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
