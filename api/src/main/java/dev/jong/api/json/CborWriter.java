package dev.jong.api.json;

import dev.jong.api.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Writes CBOR (RFC 8949) as upstream does (KEP-4222): all texts as byte strings, bytes under the
/// tag that says they are base64 in JSON, numbers in their shortest form, definite lengths, and
/// maps in order of their encoded keys (4.2.1, core deterministic encoding).
public final class CborWriter extends TokenWriter {
    private static final int INTEGER = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final byte LATER_BASE64 = (byte) 0xD6;

    /// The longest head, whose room is kept until the number of items is known.
    private static final int LONGEST_HEAD = 9;

    /// An array or map under way: where it begins, and where each of its entries does.
    private static final class Open {
        final int start;
        final boolean map;
        int[] entries = new int[8];
        int count;

        Open(int start, boolean map) {
            this.start = start;
            this.map = map;
        }

        void add(int at) {
            if (count == entries.length) {
                entries = Arrays.copyOf(entries, count * 2);
            }
            entries[count++] = at;
        }
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private byte[] buffer = new byte[1024];
    private int size;

    /// @param tags what stands before the item
    CborWriter(byte[] tags) {
        put(tags);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /// Bytes that are one CBOR item already.
    public void raw(byte[] cbor) {
        item();
        put(cbor);
    }

    @Override
    public void beginObject() {
        begin(true);
    }

    @Override
    public void beginArray() {
        begin(false);
    }

    private void begin(boolean map) {
        item();
        open.push(new Open(size, map));
    }

    @Override
    public void endObject() {
        var map = open.pop();
        if (!isSorted(map)) {
            sort(map);
        }
        insertHead(MAP, map);
    }

    @Override
    public void endArray() {
        insertHead(ARRAY, open.pop());
    }

    private void insertHead(int major, Open ended) {
        int length = headLength(ended.count);
        reserve(length);
        System.arraycopy(buffer, ended.start, buffer, ended.start + length, size - ended.start);
        int end = size + length;
        size = ended.start;
        head(major, ended.count);
        size = end;
    }

    private boolean isSorted(Open map) {
        for (int i = 1; i < map.count; i++) {
            if (compare(map, i - 1, i) > 0) {
                return false;
            }
        }
        return true;
    }

    /// Keys differ, so that the values after them never decide.
    private int compare(Open map, int left, int right) {
        return Arrays.compareUnsigned(
                buffer,
                map.entries[left],
                end(map, left),
                buffer,
                map.entries[right],
                end(map, right));
    }

    private int end(Open map, int entry) {
        return entry + 1 == map.count ? size : map.entries[entry + 1];
    }

    private void sort(Open map) {
        var order = new Integer[map.count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (left, right) -> compare(map, left, right));
        var sorted = new byte[size - map.start];
        int at = 0;
        for (int entry : order) {
            int length = end(map, entry) - map.entries[entry];
            System.arraycopy(buffer, map.entries[entry], sorted, at, length);
            at += length;
        }
        System.arraycopy(sorted, 0, buffer, map.start, sorted.length);
    }

    @Override
    public TokenWriter name(String name) {
        open.element().add(size);
        text(name);
        return this;
    }

    @Override
    public void string(String value) {
        item();
        text(value);
    }

    @Override
    public void bytes(Bytes bytes) {
        item();
        reserve(1);
        buffer[size++] = LATER_BASE64;
        byteString(bytes.toArray());
    }

    private void text(String value) {
        byteString(value.getBytes(StandardCharsets.UTF_8));
    }

    private void byteString(byte[] content) {
        head(BYTES, content.length);
        put(content);
    }

    @Override
    public void integer(long value) {
        item();
        head(value < 0 ? NEGATIVE : INTEGER, value < 0 ? ~value : value);
    }

    /// In as few bytes as keep it.
    @Override
    public void decimal(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new JsonException.Mismatch("cbor: unsupported value: " + value);
        }
        item();
        reserve(LONGEST_HEAD);
        float single = (float) value;
        short half = Float.floatToFloat16(single);
        var out = ByteBuffer.wrap(buffer, size, LONGEST_HEAD);
        if (single != value) {
            out.put((byte) 0xFB).putDouble(value);
        } else if (Float.float16ToFloat(half) != single) {
            out.put((byte) 0xFA).putFloat(single);
        } else {
            out.put((byte) 0xF9).putShort(half);
        }
        size = out.position();
    }

    @Override
    public void bool(boolean value) {
        simple(value ? 0xF5 : 0xF4);
    }

    @Override
    public void nul() {
        simple(0xF6);
    }

    private void simple(int value) {
        item();
        reserve(1);
        buffer[size++] = (byte) value;
    }

    /// An element of the array that is under way, if it is one.
    private void item() {
        var around = open.peek();
        if (around != null && !around.map) {
            around.count++;
        }
    }

    private static int headLength(long argument) {
        if (argument < 24) {
            return 1;
        } else if (argument < 0x100) {
            return 2;
        } else if (argument < 0x1_0000) {
            return 3;
        }
        return argument < 0x1_0000_0000L ? 5 : 9;
    }

    private void head(int major, long argument) {
        reserve(LONGEST_HEAD);
        int length = headLength(argument);
        int info = length == 1 ? (int) argument : 24 + Integer.numberOfTrailingZeros(length - 1);
        buffer[size++] = (byte) (major << 5 | info);
        for (int shift = (length - 2) * 8; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (argument >> shift);
        }
    }

    private void put(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
