package dev.jong.api.yaml;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// What a plain YAML scalar means to Go's yaml: YAML 1.1 booleans and octals, but no dates and no
/// numbers to the base of 60.
final class GoScalars {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Map<String, Double> NOT_FINITE =
            Map.ofEntries(
                    Map.entry(".nan", Double.NaN),
                    Map.entry(".NaN", Double.NaN),
                    Map.entry(".NAN", Double.NaN),
                    Map.entry(".inf", Double.POSITIVE_INFINITY),
                    Map.entry(".Inf", Double.POSITIVE_INFINITY),
                    Map.entry(".INF", Double.POSITIVE_INFINITY),
                    Map.entry("+.inf", Double.POSITIVE_INFINITY),
                    Map.entry("-.inf", Double.NEGATIVE_INFINITY),
                    Map.entry("-.Inf", Double.NEGATIVE_INFINITY));
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern UNDERSCORED = Pattern.compile("[-+]?[0-9].*");

    private GoScalars() {}

    static JsonValue resolve(String text) {
        if (NULL.contains(text)) {
            return JsonNull.NULL;
        }
        if (TRUE.contains(text)) {
            return JsonBoolean.TRUE;
        }
        if (FALSE.contains(text)) {
            return JsonBoolean.FALSE;
        }
        char first = text.charAt(0);
        if (first != '+' && first != '-' && first != '.' && (first < '0' || first > '9')) {
            return new JsonText(text);
        }
        var special = NOT_FINITE.get(text);
        if (special != null) {
            return new JsonDecimal(special);
        }
        var plain = UNDERSCORED.matcher(text).matches() ? text.replace("_", "") : text;
        var whole = integer(plain);
        if (whole.isPresent()) {
            return new JsonInteger(whole.getAsLong());
        }
        double number = FLOAT.matcher(plain).matches() ? Double.parseDouble(plain) : Double.NaN;
        return Double.isFinite(number) ? new JsonDecimal(number) : new JsonText(text);
    }

    /// Decimal, `0x…`, `0b…`, `0o…` and, as in YAML 1.1, octal behind a bare zero.
    private static OptionalLong integer(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        var digits = text.substring(start);
        int base = 10;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            char mark = Character.toLowerCase(digits.charAt(1));
            base =
                    switch (mark) {
                        case 'x' -> 16;
                        case 'b' -> 2;
                        default -> 8;
                    };
            digits = digits.substring("xbo".indexOf(mark) < 0 ? 1 : 2);
        }
        if (digits.isEmpty() || Character.digit(digits.charAt(0), base) < 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    Long.parseLong(text.startsWith("-") ? "-" + digits : digits, base));
        } catch (NumberFormatException tooLargeOrNone) {
            return OptionalLong.empty();
        }
    }
}
