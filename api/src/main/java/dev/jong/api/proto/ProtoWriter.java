package dev.jong.api.proto;

import dev.jong.api.Bytes;
import dev.jong.api.IntOrString;
import dev.jong.api.Quantity;
import dev.jong.api.json.GoTime;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Writes protobuf backwards, so that a message's length is known when its header is due: fields
/// come last to first.
public final class ProtoWriter {
    private byte[] buffer = new byte[1024];
    private int at = buffer.length;

    public byte[] toByteArray() {
        return Arrays.copyOfRange(buffer, at, buffer.length);
    }

    /// Where the writer stands, for [#close(int, int)].
    public int mark() {
        return buffer.length - at;
    }

    /// Puts number and length before what was written since `mark`.
    public void close(int number, int mark) {
        varint(buffer.length - at - mark);
        tag(number, 2);
    }

    private void reserve(int more) {
        if (at < more) {
            int used = buffer.length - at;
            var larger = new byte[Math.max(buffer.length * 2, used + more)];
            System.arraycopy(buffer, at, larger, larger.length - used, used);
            at = larger.length - used;
            buffer = larger;
        }
    }

    private void tag(int number, int wireType) {
        varint(((long) number << 3) | wireType);
    }

    private void varint(long value) {
        reserve(10);
        int size = value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
        at -= size;
        long rest = value;
        for (int i = 0; i < size - 1; i++) {
            buffer[at + i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[at + size - 1] = (byte) rest;
    }

    /// Bytes without a header.
    public void raw(byte[] bytes) {
        reserve(bytes.length);
        at -= bytes.length;
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
    }

    public void bytes(int number, byte[] bytes) {
        raw(bytes);
        varint(bytes.length);
        tag(number, 2);
    }

    public void bytes(int number, Bytes bytes) {
        bytes(number, bytes.toArray());
    }

    public void string(int number, @Nullable String text) {
        bytes(number, text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8));
    }

    public void integer(int number, long value) {
        varint(value);
        tag(number, 0);
    }

    public void bool(int number, boolean value) {
        integer(number, value ? 1 : 0);
    }

    public void decimal(int number, double value) {
        reserve(8);
        long bits = Double.doubleToLongBits(value);
        at -= 8;
        for (int i = 0; i < 8; i++) {
            buffer[at + i] = (byte) (bits >>> (8 * i));
        }
        tag(number, 1);
    }

    public <T> void message(int number, T value, ProtoCodec<T> codec) {
        int mark = mark();
        codec.writeProto(value, this);
        close(number, mark);
    }

    public void time(int number, @Nullable Instant time) {
        int mark = mark();
        if (time != null && !time.equals(GoTime.ZERO)) {
            integer(2, 0);
            integer(1, time.getEpochSecond());
        }
        close(number, mark);
    }

    public void microTime(int number, @Nullable Instant time) {
        int mark = mark();
        if (time != null && !time.equals(GoTime.ZERO)) {
            integer(2, time.getNano());
            integer(1, time.getEpochSecond());
        }
        close(number, mark);
    }

    public void duration(int number, Duration duration) {
        int mark = mark();
        integer(1, duration.toNanos());
        close(number, mark);
    }

    public void quantity(int number, Quantity quantity) {
        int mark = mark();
        string(1, quantity.toString());
        close(number, mark);
    }

    public void intOrString(int number, IntOrString value) {
        int mark = mark();
        switch (value) {
            case IntOrString.OfInt(var whole) -> {
                string(3, "");
                integer(2, whole);
                integer(1, 0);
            }
            case IntOrString.OfString(var text) -> {
                string(3, text);
                integer(2, 0);
                integer(1, 1);
            }
        }
        close(number, mark);
    }

    /// RawExtension, FieldsV1, JSON: bytes in field 1.
    public void json(int number, @Nullable JsonValue value) {
        int mark = mark();
        if (value != null) {
            bytes(1, Json.write(value));
        }
        close(number, mark);
    }

    public void wrapped(int number, List<String> items) {
        int mark = mark();
        list(items, (item, out) -> out.string(1, item));
        close(number, mark);
    }

    public <T> void list(List<T> list, BiConsumer<T, ProtoWriter> item) {
        for (int i = list.size() - 1; i >= 0; i--) {
            item.accept(list.get(i), this);
        }
    }

    /// Entries in order of the keys; `value` writes field 2.
    public <T> void map(int number, Map<String, T> map, BiConsumer<T, ProtoWriter> value) {
        var keys = map.keySet().toArray(new String[0]);
        Arrays.sort(keys);
        for (int i = keys.length - 1; i >= 0; i--) {
            int mark = mark();
            value.accept(map.get(keys[i]), this);
            string(1, keys[i]);
            close(number, mark);
        }
    }
}
