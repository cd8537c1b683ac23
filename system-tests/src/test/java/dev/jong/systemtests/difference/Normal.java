package dev.jong.systemtests.difference;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// An answer without what no two servers have in common: identities, times, revisions, addresses
/// that were chosen by chance.
final class Normal {
    private static final Pattern UID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    /// Times this near are of the run, others of its requests.
    private static final Duration NEAR = Duration.ofDays(2);

    private static final Pattern REVISION =
            Pattern.compile(
                    "(current: |resourceVersion: \"|resource version: |revision |ResourceVersion in [a-z ]+[:(] ?|_)\\d+");
    private static final Pattern ADDRESS = Pattern.compile("10\\.(96|97)\\.\\d+\\.\\d+");
    private static final Pattern NODE_PORT =
            Pattern.compile("(?<=\"nodePort\":|\"healthCheckNodePort\":|\\d:)3[0-2]\\d\\d\\d");
    private static final Pattern MADE_UP =
            Pattern.compile("(kube-api-access-|made-|Bad_|aaaaaaaaaaaa)[a-z0-9]{5}(?![a-z0-9])");
    private static final Pattern TYPE = Pattern.compile("\\bselfType\\d+");
    private static final Pattern AGE = Pattern.compile("\"([2-9]m(\\d+s)?|\\d+(ms|s))\"");

    /// Lists that have no order: upstream makes the rules of what it read at the same time, and
    /// managed fields are in the order of times that are told in seconds.
    private static final Set<String> UNORDERED =
            Set.of("resourceRules", "nonResourceRules", "managedFields");

    /// Managed fields that are the same but for what is owned are compared with each other.
    private static final Comparator<JsonValue> BY_OWNER = Comparator.comparing(Normal::owner);

    private Normal() {}

    /// The body as JSON when it is JSON, else its text.
    static JsonValue body(Answer answer) {
        if (!answer.type().startsWith("application/json")) {
            return new JsonText(text(answer.body().utf8()));
        }
        try {
            return sorted("", Json.parse(text(answer.body().utf8())));
        } catch (JsonException _) {
            return lines(text(answer.body().utf8()));
        }
    }

    /// The events of a watch, each an object on a line of its own.
    private static JsonValue lines(String text) {
        try {
            return new JsonArray(
                    text.lines().map(Json::parse).map(line -> sorted("", line)).toList());
        } catch (JsonException _) {
            return new JsonText(text);
        }
    }

    static String text(String text) {
        var same = UID.matcher(text).replaceAll("<uid>");
        same =
                TIME.matcher(same)
                        .replaceAll(time -> isNear(time.group()) ? "<time>" : time.group());
        same = MADE_UP.matcher(same).replaceAll("$1<random>");
        same = REVISION.matcher(same).replaceAll("$1<revision>");
        same = ADDRESS.matcher(same).replaceAll("<address>");
        same = TYPE.matcher(same).replaceAll("selfType");
        same = NODE_PORT.matcher(same).replaceAll("30000");
        return AGE.matcher(same).replaceAll("\"<age>\"");
    }

    private static boolean isNear(String time) {
        try {
            var away = Duration.between(Instant.parse(time), Instant.now());
            return away.abs().compareTo(NEAR) < 0;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static String owner(JsonValue entry) {
        return entry instanceof JsonObject object
                ? object.text("manager") + object.text("subresource") + object.text("operation")
                : "";
    }

    private static JsonValue sorted(String name, JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                var fields = new TreeMap<String, JsonValue>();
                object.fields().forEach((key, inner) -> fields.put(key, sorted(key, inner)));
                yield new JsonObject(fields);
            }
            case JsonArray array when UNORDERED.contains(name) ->
                    new JsonArray(
                            array.items().stream()
                                    .map(item -> sorted("", item))
                                    .sorted(BY_OWNER.thenComparing(Json::text))
                                    .toList());
            case JsonArray array ->
                    new JsonArray(array.items().stream().map(item -> sorted("", item)).toList());
            case JsonText(var _) when name.equals("resourceVersion") -> new JsonText("<revision>");
            case JsonText(var _) when name.equals("continue") -> new JsonText("<token>");
            default -> value;
        };
    }
}
