package dev.jong.apiserver.custom;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.custom.JsonPath.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the text of a [JsonPath], step by step.
final class JsonPathParser {
    private static final Pattern FIELD = Pattern.compile("\\.?((?:\\\\.|[^.\\[\\]\\s'\"{}])+)");
    private static final Pattern ITEMS =
            Pattern.compile("\\[\\s*(-?\\d*)\\s*(:?)\\s*(-?\\d*)\\s*:?\\s*(\\d*)\\s*\\]");
    private static final Pattern NAMES =
            Pattern.compile("\\[\\s*('[^']*'|\"[^\"]*\")(?:\\s*,\\s*('[^']*'|\"[^\"]*\"))*\\s*\\]");
    private static final Pattern NAME = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern WHERE =
            Pattern.compile(
                    "\\[\\?\\(\\s*@([^\\s=!<>)]*)\\s*(==|!=|<=|>=|<|>)?\\s*"
                            + "('[^']*'|\"[^\"]*\"|[^\\s)]*)\\s*\\)\\]");

    private final String text;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    private JsonPathParser(String text) {
        this.text = text;
    }

    static JsonPath parse(String text) {
        var plain =
                text.startsWith("{") && text.endsWith("}")
                        ? text.substring(1, text.length() - 1)
                        : text;
        var parser = new JsonPathParser(plain.startsWith("$") ? plain.substring(1) : plain);
        while (parser.at < parser.text.length()) {
            if (!parser.step()) {
                return new JsonPath(List.of());
            }
        }
        return new JsonPath(parser.steps);
    }

    private boolean step() {
        if (text.startsWith("..", at)) {
            at++;
            steps.add(new Step.Below());
            return true;
        }
        if (text.startsWith(".*", at) || text.startsWith("[*]", at)) {
            at += text.charAt(at) == '.' ? 2 : 3;
            steps.add(new Step.All());
            return true;
        }
        var field = next(FIELD);
        if (field != null) {
            steps.add(new Step.Fields(List.of(field.group(1).replaceAll("\\\\(.)", "$1"))));
            return true;
        }
        var names = next(NAMES);
        if (names != null) {
            steps.add(
                    new Step.Fields(
                            NAME.matcher(names.group())
                                    .results()
                                    .map(name ->
                                            name.group(1) == null ? name.group(2) : name.group(1))
                                    .toList()));
            return true;
        }
        var items = next(ITEMS);
        if (items != null) {
            steps.add(items(items));
            return true;
        }
        var where = next(WHERE);
        if (where != null) {
            var operator = where.group(2) == null ? "" : where.group(2);
            steps.add(new Step.Where(parse(where.group(1)), operator, value(where.group(3))));
            return true;
        }
        return false;
    }

    private @Nullable Matcher next(Pattern pattern) {
        var matcher = pattern.matcher(text);
        if (!matcher.region(at, text.length()).lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher;
    }

    private static Step items(Matcher found) {
        int from = number(found.group(1), 0);
        if (found.group(2).isEmpty()) {
            return new Step.Items(from, from + 1, 1);
        }
        var to = found.group(3);
        return new Step.Items(from, to.isEmpty() ? null : number(to, 0), number(found.group(4), 1));
    }

    private static int number(String digits, int nothing) {
        return digits.isEmpty() ? nothing : Integer.parseInt(digits);
    }

    private static @Nullable JsonValue value(String written) {
        if (written.isEmpty()) {
            return null;
        }
        var quoted = NAME.matcher(written);
        if (quoted.matches()) {
            return new JsonText(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
        }
        try {
            return Json.parse(written);
        } catch (JsonException e) {
            return new JsonText(written);
        }
    }
}
