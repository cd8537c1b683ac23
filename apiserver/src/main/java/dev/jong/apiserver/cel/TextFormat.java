package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import dev.jong.api.GoText;
import dev.jong.api.json.JsonNull;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `'%s is %d'.format([a, b])`, with the clauses `s d f e b o x X` and `%%`.
final class TextFormat {
    private final String format;
    private final List<?> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int used;

    private TextFormat(String format, List<?> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static String format(String format, List<?> arguments) {
        return new TextFormat(format, arguments).run();
    }

    private String run() {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
            } else if (at >= format.length()) {
                throw new CelException.Failed("unexpected end of string");
            } else if (format.charAt(at) == '%') {
                out.append('%');
                at++;
            } else {
                clause();
            }
        }
        return out.toString();
    }

    private void clause() {
        int precision = precision();
        if (at >= format.length()) {
            throw new CelException.Failed(
                    "could not parse formatting clause: unexpected end of string");
        }
        char clause = format.charAt(at++);
        if (used >= arguments.size()) {
            throw new CelException.Failed("index " + used + " out of range");
        }
        Object argument = arguments.get(used++);
        out.append(
                switch (clause) {
                    case 's' -> text(argument);
                    case 'd' -> decimal(argument);
                    case 'f' -> fixed(number(argument, "fixed-point"), precision);
                    case 'e' -> scientific(number(argument, "scientific"), precision);
                    case 'b' -> radix(argument, 2, "binary");
                    case 'o' -> radix(argument, 8, "octal");
                    case 'x' -> hex(argument);
                    case 'X' -> hex(argument).toUpperCase(Locale.ROOT);
                    default ->
                            throw new CelException.Failed(
                                    "could not parse formatting clause: unrecognized formatting"
                                            + " clause \""
                                            + clause
                                            + "\"");
                });
    }

    private int precision() {
        if (at >= format.length() || format.charAt(at) != '.') {
            return 6;
        }
        int from = ++at;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            at++;
        }
        try {
            return Math.min(1_000, Integer.parseInt(format.substring(from, at)));
        } catch (NumberFormatException e) {
            throw new CelException.Failed(
                    "error while parsing precision: could not find end of precision specifier");
        }
    }

    private static CelException wrong(String verb, Object value) {
        return new CelException.Failed(
                "error during formatting: "
                        + verb
                        + " clause can only be used on suitable values, was given "
                        + TypeName.of(value));
    }

    private static String text(Object value) {
        return switch (value) {
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Bytes bytes -> bytes.utf8();
            case TypeName(var name) -> name;
            case String _,
                    Long _,
                    Unsigned _,
                    Double _,
                    Boolean _,
                    Instant _,
                    Duration _,
                    JsonNull _ ->
                    Conversions.shown(value);
            default ->
                    throw new CelException.Failed(
                            "error during formatting: string clause can only be used on strings, bools, bytes, ints,"
                                    + " doubles, maps, lists, types, durations, and timestamps, was given "
                                    + TypeName.of(value));
        };
    }

    private static String list(List<?> list) {
        var parts = new ArrayList<String>();
        for (var item : list) {
            parts.add(literal(item));
        }
        return "[" + String.join(", ", parts) + "]";
    }

    private static String map(Map<?, ?> map) {
        var parts = new ArrayList<String>();
        map.forEach((key, value) -> parts.add(literal(key) + ":" + literal(value)));
        Collections.sort(parts);
        return "{" + String.join(", ", parts) + "}";
    }

    /// Inside lists and maps values are written as the language writes them.
    private static String literal(Object value) {
        return switch (value) {
            case String text -> GoText.quote(text);
            case Bytes bytes -> "b" + GoText.quote(bytes.utf8());
            case Double number ->
                    Double.isFinite(number)
                            ? fixed(number, 6)
                            : GoText.quote(Conversions.text(number));
            case Instant time -> "timestamp(" + GoText.quote(Conversions.text(time)) + ")";
            case Duration duration -> "duration(" + GoText.quote(Conversions.text(duration)) + ")";
            case TypeName(var name) -> "type(" + name + ")";
            default -> text(value);
        };
    }

    private static String decimal(Object value) {
        if (value instanceof Long || value instanceof Unsigned) {
            return value.toString();
        }
        throw new CelException.Failed(
                "error during formatting: decimal clause can only be used on integers, was given "
                        + TypeName.of(value));
    }

    private static double number(Object value, String verb) {
        return switch (value) {
            case Double number -> number;
            case String text when text.equals("NaN") -> Double.NaN;
            case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
            case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            default -> throw wrong(verb, value);
        };
    }

    private static String fixed(double number, int precision) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
        }
        var text =
                new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
        return text;
    }

    private static String scientific(double number, int precision) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
        }
        var text = String.format(Locale.ROOT, "%." + precision + "e", number);
        int e = text.indexOf('e');
        return text.substring(0, e)
                + "\u202f×\u202f10"
                + superscript(Integer.parseInt(text.substring(e + 1)));
    }

    private static String superscript(int exponent) {
        var text = String.format(Locale.ROOT, exponent < 0 ? "-%02d" : "%02d", Math.abs(exponent));
        var raised = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            raised.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return raised.toString();
    }

    private static String radix(Object value, int radix, String verb) {
        return switch (value) {
            case Long whole -> Long.toString(whole, radix);
            case Unsigned(var bits) -> Long.toUnsignedString(bits, radix);
            case Boolean bool when radix == 2 -> bool ? "1" : "0";
            default -> throw wrong(verb, value);
        };
    }

    private static String hex(Object value) {
        return switch (value) {
            case Long whole -> BigInteger.valueOf(whole).toString(16);
            case Unsigned(var bits) -> Long.toHexString(bits);
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case Bytes bytes -> HexFormat.of().formatHex(bytes.toArray());
            default -> throw wrong("hex", value);
        };
    }
}
