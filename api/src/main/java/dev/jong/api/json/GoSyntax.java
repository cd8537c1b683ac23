package dev.jong.api.json;

import dev.jong.api.GoText;
import java.util.ArrayDeque;
import java.util.Deque;

/// Why bytes are not JSON, as Go's json says it (RFC 8259 is what both read). Only asked about
/// bytes that were refused.
final class GoSyntax {
    private static final String SPACE = " \t\r\n";

    private final byte[] json;
    private int at;

    private GoSyntax(byte[] json) {
        this.json = json;
    }

    /// A refusal, which ends the scan.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, true, false);
        }
    }

    /// Empty when nothing is wrong.
    static String why(byte[] json) {
        try {
            new GoSyntax(json).scan();
            return "";
        } catch (Refused e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Values nest in `open`, not in calls: the depth is the sender's choice.
    private void scan() {
        Deque<Character> open = new ArrayDeque<>();
        boolean value = true;
        boolean first = false;
        while (value || !open.isEmpty()) {
            if (value) {
                char begun = value(first);
                value = false;
                first = begun == '[';
                if (first || begun == '{') {
                    open.push(begun);
                    if (open.size() > JsonReader.MOST_LEVELS) {
                        throw new Refused("invalid character '" + begun + "' exceeded max depth");
                    }
                    value = first || key(true, open);
                } else if (begun == ']') {
                    open.pop();
                }
                continue;
            }
            value = open.peek() == '{' ? pair(open) : element(open);
            first = false;
        }
        skipSpace();
        if (at < json.length) {
            throw unexpected("after top-level value");
        }
    }

    /// Reads a scalar, or what begins an object or array.
    ///
    /// @param maybeNone whether an array was just opened, so that its end may come instead
    private char value(boolean maybeNone) {
        skipSpace();
        byte c = next();
        switch (c) {
            case '{', '[' -> {
                at++;
                return (char) c;
            }
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c == ']' && maybeNone) {
                    at++;
                    return ']';
                }
                if (c != '-' && !digit(c)) {
                    throw unexpected("looking for beginning of value");
                }
                number();
            }
        }
        return ' ';
    }

    /// Reads a key and its colon; false when the object ends instead.
    private boolean key(boolean maybeNone, Deque<Character> open) {
        skipSpace();
        byte c = next();
        if (c == '}' && maybeNone) {
            at++;
            open.pop();
            return false;
        }
        if (c != '"') {
            throw unexpected("looking for beginning of object key string");
        }
        string();
        skipSpace();
        if (next() != ':') {
            throw unexpected("after object key");
        }
        at++;
        return true;
    }

    private boolean pair(Deque<Character> open) {
        return more('}', "after object key:value pair", open) && key(false, open);
    }

    private boolean element(Deque<Character> open) {
        return more(']', "after array element", open);
    }

    private boolean more(char end, String where, Deque<Character> open) {
        skipSpace();
        byte c = next();
        if (c != ',' && c != end) {
            throw unexpected(where);
        }
        at++;
        if (c == end) {
            open.pop();
        }
        return c == ',';
    }

    private void string() {
        at++;
        for (byte c = next(); c != '"'; c = next()) {
            if (c >= 0 && c < ' ') {
                throw unexpected("in string literal");
            }
            at++;
            if (c == '\\') {
                escape();
            }
        }
        at++;
    }

    private void escape() {
        byte c = next();
        if ("bfnrt\\/\"u".indexOf(c) < 0) {
            throw unexpected("in string escape code");
        }
        at++;
        if (c == 'u') {
            for (int i = 0; i < 4; i++) {
                if (Character.digit(next(), 16) < 0) {
                    throw unexpected("in \\u hexadecimal character escape");
                }
                at++;
            }
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (next() != word.charAt(i)) {
                throw unexpected(
                        "in literal " + word + " (expecting " + quoted(word.charAt(i)) + ")");
            }
            at++;
        }
    }

    private void number() {
        if (next() == '-') {
            at++;
        }
        if (!digit(next())) {
            throw unexpected("in numeric literal");
        }
        if (next() == '0') {
            at++;
        } else {
            digits();
        }
        if (is('.')) {
            at++;
            demandDigits("after decimal point in numeric literal");
        }
        if (is('e') || is('E')) {
            at++;
            if (is('+') || is('-')) {
                at++;
            }
            demandDigits("in exponent of numeric literal");
        }
    }

    private void demandDigits(String where) {
        if (!digit(next())) {
            throw unexpected(where);
        }
        digits();
    }

    private void digits() {
        while (at < json.length && digit(json[at])) {
            at++;
        }
    }

    private boolean is(char c) {
        return at < json.length && json[at] == c;
    }

    private static boolean digit(byte c) {
        return c >= '0' && c <= '9';
    }

    private void skipSpace() {
        while (at < json.length && SPACE.indexOf(json[at]) >= 0) {
            at++;
        }
    }

    private byte next() {
        if (at >= json.length) {
            throw new Refused("unexpected end of JSON input");
        }
        return json[at];
    }

    private Refused unexpected(String where) {
        return new Refused("invalid character " + quoted((char) (json[at] & 0xff)) + " " + where);
    }

    private static String quoted(char c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            default -> {
                var text = GoText.quote(String.valueOf(c));
                yield "'" + text.substring(1, text.length() - 1) + "'";
            }
        };
    }
}
