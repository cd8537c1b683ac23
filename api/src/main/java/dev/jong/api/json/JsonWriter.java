package dev.jong.api.json;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Writes JSON bytes with Go's escapes: `<`, `>`, `&`, U+2028 and U+2029 never appear as
/// themselves.
public final class JsonWriter extends TokenWriter {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final boolean[] PLAIN = plain();

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

    public void writeTo(OutputStream out) {
        try {
            out.write(buffer, 0, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        reserve(length * 6 + 2);
        var out = buffer;
        int at = size;
        out[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 128 && PLAIN[c]) {
                out[at++] = (byte) c;
            } else {
                size = at;
                i = special(value, i, c);
                at = size;
            }
        }
        out[at++] = '"';
        size = at;
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
