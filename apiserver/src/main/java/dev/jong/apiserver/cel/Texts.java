package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.DYN;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.ListType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Functions of strings; places in a string count characters, not UTF-16 units. Source: CEL's
/// strings extension, version 2.
final class Texts {
    private static final ListType STRINGS = ListType.create(STRING);

    private Texts() {}

    static void addTo(Functions functions) {
        functions
                .define("contains", Body.of(String.class, String.class, String::contains))
                .define("startsWith", Body.of(String.class, String.class, String::startsWith))
                .define("endsWith", Body.of(String.class, String.class, String::endsWith));
        places(functions);
        changes(functions);
        functions
                .member(
                        "format",
                        "string_format",
                        Body.of(String.class, List.class, TextFormat::format),
                        STRING,
                        STRING,
                        ListType.create(DYN))
                .global(
                        "strings.quote",
                        "strings_quote",
                        Body.of(String.class, Texts::quote),
                        STRING,
                        STRING)
                .member(
                        "join",
                        "list_join",
                        Body.of(List.class, list -> join(list, "")),
                        STRING,
                        STRINGS)
                .member(
                        "join",
                        "list_join_string",
                        Body.of(List.class, String.class, Texts::join),
                        STRING,
                        STRINGS,
                        STRING);
    }

    private static void places(Functions functions) {
        functions
                .member(
                        "charAt",
                        "string_char_at_int",
                        Body.of(String.class, Long.class, Texts::charAt),
                        STRING,
                        STRING,
                        INT)
                .member(
                        "indexOf",
                        "string_index_of_string",
                        Body.of(String.class, String.class, (text, part) -> indexOf(text, part, 0)),
                        INT,
                        STRING,
                        STRING)
                .member(
                        "indexOf",
                        "string_index_of_string_int",
                        Body.of(String.class, String.class, Long.class, Texts::indexOf),
                        INT,
                        STRING,
                        STRING,
                        INT)
                .member(
                        "lastIndexOf",
                        "string_last_index_of_string",
                        Body.of(String.class, String.class, Texts::lastIndexOf),
                        INT,
                        STRING,
                        STRING)
                .member(
                        "lastIndexOf",
                        "string_last_index_of_string_int",
                        Body.of(String.class, String.class, Long.class, Texts::lastIndexOf),
                        INT,
                        STRING,
                        STRING,
                        INT)
                .member(
                        "substring",
                        "string_substring_int",
                        Body.of(
                                String.class,
                                Long.class,
                                (text, from) -> substring(text, from, Values.size(text))),
                        STRING,
                        STRING,
                        INT)
                .member(
                        "substring",
                        "string_substring_int_int",
                        Body.of(String.class, Long.class, Long.class, Texts::range),
                        STRING,
                        STRING,
                        INT,
                        INT);
    }

    private static void changes(Functions functions) {
        functions
                .member(
                        "lowerAscii",
                        "string_lower_ascii",
                        Body.of(String.class, text -> mapped(text, 'A', 'Z', 32)),
                        STRING,
                        STRING)
                .member(
                        "upperAscii",
                        "string_upper_ascii",
                        Body.of(String.class, text -> mapped(text, 'a', 'z', -32)),
                        STRING,
                        STRING)
                .member("trim", "string_trim", Body.of(String.class, Texts::trim), STRING, STRING)
                .member(
                        "replace",
                        "string_replace_string_string",
                        Body.of(String.class, String.class, String.class, String::replace),
                        STRING,
                        STRING,
                        STRING,
                        STRING)
                .member(
                        "replace",
                        "string_replace_string_string_int",
                        Texts::replaceSome,
                        STRING,
                        STRING,
                        STRING,
                        STRING,
                        INT)
                .member(
                        "split",
                        "string_split_string",
                        Body.of(String.class, String.class, (text, by) -> split(text, by, -1)),
                        STRINGS,
                        STRING,
                        STRING)
                .member(
                        "split",
                        "string_split_string_int",
                        Body.of(String.class, String.class, Long.class, Texts::split),
                        STRINGS,
                        STRING,
                        STRING,
                        INT);
    }

    /// Any value as messages of errors show it.
    static String plain(Object value) {
        return Conversions.shown(value);
    }

    private static CelException.Failed outOfRange(long index) {
        return new CelException.Failed("index out of range: " + index);
    }

    private static Object charAt(String text, long index) {
        long length = Values.size(text);
        if (index < 0 || index > length) {
            throw outOfRange(index);
        }
        return index == length ? "" : substring(text, index, index + 1);
    }

    private static Object substring(String text, long from, long to) {
        long length = Values.size(text);
        if (from < 0 || from > length) {
            throw outOfRange(from);
        }
        if (to < 0 || to > length) {
            throw outOfRange(to);
        }
        int begin = text.offsetByCodePoints(0, (int) from);
        return text.substring(begin, text.offsetByCodePoints(begin, (int) (to - from)));
    }

    private static Object range(String text, long from, long to) {
        if (from > to) {
            throw new CelException.Failed(
                    "invalid substring range. start: " + from + ", end: " + to);
        }
        return substring(text, from, to);
    }

    private static Object indexOf(String text, String part, long from) {
        if (part.isEmpty()) {
            return from;
        }
        if (from < 0) {
            throw outOfRange(from);
        }
        if (from >= Values.size(text)) {
            return -1L;
        }
        int at = text.indexOf(part, text.offsetByCodePoints(0, (int) from));
        return at < 0 ? -1L : (long) text.codePointCount(0, at);
    }

    private static Object lastIndexOf(String text, String part) {
        if (part.isEmpty()) {
            return Values.size(text);
        }
        return text.isEmpty() ? -1L : lastIndexOf(text, part, Values.size(text) - 1);
    }

    private static Object lastIndexOf(String text, String part, long from) {
        if (part.isEmpty()) {
            return from;
        }
        if (from < 0) {
            throw outOfRange(from);
        }
        if (from >= Values.size(text)) {
            return -1L;
        }
        int at = text.lastIndexOf(part, text.offsetByCodePoints(0, (int) from));
        return at < 0 ? -1L : (long) text.codePointCount(0, at);
    }

    private static String mapped(String text, char first, char last, int distance) {
        var chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= first && chars[i] <= last) {
                chars[i] += (char) distance;
            }
        }
        return new String(chars);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || c == 0x85 || c == 0xa0 || Character.isSpaceChar(c);
    }

    /// Unicode's white space at both ends goes.
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static Object replaceSome(Object[] arguments) {
        if (!(arguments.length == 4
                && arguments[0] instanceof String text
                && arguments[1] instanceof String old
                && arguments[2] instanceof String now
                && arguments[3] instanceof Long limit)) {
            throw CelException.noSuchOverload();
        }
        if (limit < 0) {
            return text.replace(old, now);
        }
        var out = new StringBuilder();
        int from = 0;
        for (long done = 0; done < limit; done++) {
            int at = old.isEmpty() && done > 0 ? next(text, from) : text.indexOf(old, from);
            if (at < 0) {
                break;
            }
            out.append(text, from, at).append(now);
            from = at + old.length();
        }
        return out.append(text, from, text.length()).toString();
    }

    /// Where the next character ends; -1 behind the last one.
    private static int next(String text, int from) {
        return from >= text.length() ? -1 : text.offsetByCodePoints(from, 1);
    }

    private static List<Object> split(String text, String by, long limit) {
        if (limit == 0) {
            return List.of();
        }
        if (by.isEmpty()) {
            return characters(text, limit);
        }
        var parts = new ArrayList<Object>();
        int from = 0;
        int at = text.indexOf(by);
        while (at >= 0 && (limit < 0 || parts.size() < limit - 1)) {
            parts.add(text.substring(from, at));
            from = at + by.length();
            at = text.indexOf(by, from);
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> characters(String text, long limit) {
        var parts = new ArrayList<Object>();
        int from = 0;
        while (from < text.length() && (limit < 0 || parts.size() < limit - 1)) {
            int to = text.offsetByCodePoints(from, 1);
            parts.add(text.substring(from, to));
            from = to;
        }
        if (from < text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }

    private static String join(List<?> list, String separator) {
        for (var item : list) {
            if (!(item instanceof String)) {
                throw new CelException.Failed("join: invalid input: " + plain(item));
            }
        }
        return list.stream().map(String.class::cast).collect(Collectors.joining(separator));
    }

    private static String quote(String text) {
        var out = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> {
                    int escape = Arrays.binarySearch(ESCAPED, c);
                    if (escape >= 0) {
                        out.append('\\').append(LETTERS.charAt(escape));
                    } else {
                        boolean lone = c >= 0xd800 && c <= 0xdfff;
                        out.appendCodePoint(lone ? 0xfffd : c);
                    }
                });
        return out.append('"').toString();
    }

    private static final int[] ESCAPED = {7, 8, 9, 10, 11, 12, 13, '"', '\\'};
    private static final String LETTERS = "abtnvfr\"\\";
}
