package dev.jong.api.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes JSON bytes with Go's escapes: `<`, `>`, `&`, U+2028 and U+2029 never appear as
/// themselves.
public final class JsonWriter extends TokenWriter {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final boolean[] PLAIN = plain();
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int LONG_TEXT = 32;

    /// Of a character, in bytes, and more than a quote.
    private static final int LONGEST_ESCAPE = 8;

    private byte[] buffer;
    private int size;
    private boolean comma;

    public JsonWriter() {
        this(1024);
    }

    /// `capacity` bytes to begin with.
    public JsonWriter(int capacity) {
        buffer = new byte[capacity];
    }

    private static boolean[] plain() {
        var plain = new boolean[128];
        Arrays.fill(plain, 0x20, 0x80, true);
        for (var special : new char[] {'"', '\\', '<', '>', '&'}) {
            plain[special] = false;
        }
        return plain;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /// Bytes that are a JSON value already.
    public void raw(byte[] json) {
        separate();
        reserve(json.length);
        System.arraycopy(json, 0, buffer, size, json.length);
        size += json.length;
    }

    @Override
    public void beginObject() {
        separate();
        put('{');
        comma = false;
    }

    @Override
    public void endObject() {
        put('}');
        comma = true;
    }

    @Override
    public void beginArray() {
        separate();
        put('[');
        comma = false;
    }

    @Override
    public void endArray() {
        put(']');
        comma = true;
    }

    @Override
    public TokenWriter name(String name) {
        string(name);
        put(':');
        comma = false;
        return this;
    }

    @Override
    public void string(String value) {
        separate();
        int length = value.length();
        reserve(length + 2);
        buffer[size++] = '"';
        int start = length < LONG_TEXT ? 0 : plainStart(value, length);
        int at = size;
        for (int i = start; i < length; i++) {
            char c = value.charAt(i);
            if (c < 128 && PLAIN[c]) {
                buffer[at++] = (byte) c;
            } else {
                size = at;
                reserve(LONGEST_ESCAPE + length - i);
                i = special(value, i, c);
                at = size;
            }
        }
        buffer[at++] = '"';
        size = at;
    }

    /// Writes the longest beginning of a long text that needs no look at single characters.
    ///
    /// @return its length
    private int plainStart(String value, int length) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != length) {
            return 0;
        }
        int at = 0;
        while (at + Long.BYTES <= length && !isSpecial((long) WORDS.get(bytes, at))) {
            at += Long.BYTES;
        }
        System.arraycopy(bytes, 0, buffer, size, at);
        size += at;
        return at;
    }

    /// Whether one of eight bytes may be other than a plain character: `<=>?`, of which `?` may
    /// stand for a broken character, `"` and `&`, a backslash, a control character, or none of
    /// ASCII.
    private static boolean isSpecial(long word) {
        long angles = (word & 0xFCFC_FCFC_FCFC_FCFCL) ^ 0x3C3C_3C3C_3C3C_3C3CL;
        long quotes = (word & 0xFBFB_FBFB_FBFB_FBFBL) ^ 0x2222_2222_2222_2222L;
        long backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5CL;
        long controls = (word - 0x2020_2020_2020_2020L) & ~word;
        long found = zeros(angles) | zeros(quotes) | zeros(backslashes) | controls | word;
        return (found & 0x8080_8080_8080_8080L) != 0;
    }

    /// The highest bit of each byte that is zero, and of some bytes above such a one.
    private static long zeros(long word) {
        return (word - 0x0101_0101_0101_0101L) & ~word;
    }

    private int special(String value, int index, char c) {
        switch (c) {
            case '"' -> escaped('"');
            case '\\' -> escaped('\\');
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            case '\b' -> escaped('b');
            case '\f' -> escaped('f');
            case '\u2028', '\u2029' -> unicode(c);
            default -> {
                if (c < 0x80) {
                    unicode(c);
                } else {
                    return utf8(value, index, c);
                }
            }
        }
        return index;
    }

    private void escaped(char c) {
        buffer[size++] = '\\';
        buffer[size++] = (byte) c;
    }

    private void unicode(char c) {
        buffer[size++] = '\\';
        buffer[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            buffer[size++] = HEX[(c >> shift) & 15];
        }
    }

    private int utf8(String value, int index, char c) {
        int code = c;
        int last = index;
        if (Character.isHighSurrogate(c)
                && index + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(index + 1))) {
            last = index + 1;
            code = Character.toCodePoint(c, value.charAt(last));
        } else if (Character.isSurrogate(c)) {
            code = 0xFFFD;
        }
        if (code < 0x800) {
            buffer[size++] = (byte) (0xC0 | (code >> 6));
        } else {
            if (code < 0x10000) {
                buffer[size++] = (byte) (0xE0 | (code >> 12));
            } else {
                buffer[size++] = (byte) (0xF0 | (code >> 18));
                buffer[size++] = (byte) (0x80 | ((code >> 12) & 63));
            }
            buffer[size++] = (byte) (0x80 | ((code >> 6) & 63));
        }
        buffer[size++] = (byte) (0x80 | (code & 63));
        return last;
    }

    @Override
    public void integer(long value) {
        ascii(Long.toString(value));
    }

    @Override
    public void decimal(double value) {
        ascii(GoNumber.format(value));
    }

    @Override
    public void bool(boolean value) {
        ascii(value ? "true" : "false");
    }

    @Override
    public void nul() {
        ascii("null");
    }

    private void ascii(String text) {
        separate();
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    private void separate() {
        if (comma) {
            put(',');
        }
        comma = true;
    }

    private void put(char c) {
        reserve(1);
        buffer[size++] = (byte) c;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
