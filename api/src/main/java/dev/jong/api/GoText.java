package dev.jong.api;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values written the way Go's `%q` and `%v` write them, since clients see those texts.
public final class GoText {
    private GoText() {}

    /// The text in double quotes, with Go's escapes.
    public static String quote(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> appendEscaped(out, c));
        return out.append('"').toString();
    }

    private static void appendEscaped(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 11 -> out.append("\\v");
            default -> {
                if (c < ' ' || c == 0x7f) {
                    out.append(String.format("\\x%02x", c));
                } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                } else if (c < 0x10000) {
                    out.append(String.format("\\u%04x", c));
                } else {
                    out.append(String.format("\\U%08x", c));
                }
            }
        }
    }

    /// Letters, marks, numbers, punctuation, symbols, and of spaces only the plain one.
    public static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /// A slice as `%v` prints it: `[a b]`.
    public static String slice(Collection<?> values) {
        var out = new StringBuilder("[");
        for (var value : values) {
            if (out.length() > 1) {
                out.append(' ');
            }
            out.append(value);
        }
        return out.append(']').toString();
    }

    /// A slice of strings as `%#v` prints it: `[]string{"a", "b"}`.
    public static String sliceLiteral(Collection<String> values) {
        var out = new StringBuilder("[]string{");
        for (var value : values) {
            if (out.length() > 9) {
                out.append(", ");
            }
            out.append(quote(value));
        }
        return out.append('}').toString();
    }

    /// The value as `encoding/json` writes it: maps sorted, `<`, `>` and `&` escaped.
    public static String json(@Nullable Object value) {
        var out = new StringBuilder();
        appendJson(out, value);
        return out.toString();
    }

    private static void appendJson(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            case IntOrString.OfInt(var number) -> out.append(number);
            case Collection<?> list -> {
                char before = '[';
                for (var item : list) {
                    appendJson(out.append(before), item);
                    before = ',';
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> map -> {
                char before = '{';
                for (var entry : new TreeMap<Object, @Nullable Object>(map).entrySet()) {
                    appendJsonText(out.append(before), entry.getKey().toString());
                    appendJson(out.append(':'), entry.getValue());
                    before = ',';
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            default -> appendJsonText(out, value.toString());
        }
    }

    private static void appendJsonText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
