package dev.jong.api.proto;

import dev.jong.api.Bytes;
import dev.jong.api.IntOrString;
import dev.jong.api.InvalidQuantity;
import dev.jong.api.Quantity;
import dev.jong.api.json.GoTime;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonValue;
import dev.jong.api.json.Shared;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads protobuf fields from bytes. Unknown fields are skipped with [#skip()].
public final class ProtoReader {
    private final byte[] bytes;
    private int at;
    private int limit;
    private int wireType;
    private int levels;

    /// Messages within each other; only schemas nest without end.
    private static final int MOST_LEVELS = 1000;

    private static final byte[] NOTHING = {0};

    public ProtoReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ProtoReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.limit = to;
    }

    /// The next field's number, after which its value must be read or skipped; 0 at the message's
    /// end.
    public int next() {
        if (at >= limit) {
            return 0;
        }
        long tag = varint();
        wireType = (int) tag & 7;
        int number = (int) (tag >>> 3);
        if (number <= 0) {
            throw new ProtoException("proto: illegal tag " + number + " (wire type " + tag + ")");
        }
        return number;
    }

    /// Enters a nested message; the result is for [#leave(int)].
    public int enter() {
        int length = length();
        int outer = limit;
        limit = at + length;
        if (++levels > MOST_LEVELS) {
            throw new ProtoException("proto: exceeded max depth");
        }
        return outer;
    }

    public void leave(int outer) {
        levels--;
        at = limit;
        limit = outer;
    }

    private int length() {
        expect(2);
        long length = varint();
        if (length < 0 || length > limit - at) {
            throw new ProtoException("unexpected EOF");
        }
        return (int) length;
    }

    private void expect(int type) {
        if (wireType != type) {
            throw new ProtoException("proto: wrong wireType = " + wireType);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= limit) {
                throw new ProtoException("unexpected EOF");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new ProtoException("proto: integer overflow");
    }

    private long fixed(int size) {
        if (limit - at < size) {
            throw new ProtoException("unexpected EOF");
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        at += size;
        return value;
    }

    public void skip() {
        switch (wireType) {
            case 0 -> varint();
            case 1 -> fixed(8);
            case 2 -> {
                int length = length();
                at += length;
            }
            case 5 -> fixed(4);
            default -> throw new ProtoException("proto: illegal wireType " + wireType);
        }
    }

    public String readString() {
        int length = length();
        var text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return Shared.text(text);
    }

    public byte[] readRaw() {
        int length = length();
        var raw = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return raw;
    }

    public Bytes readBytes() {
        return Bytes.of(readRaw());
    }

    public long readLong() {
        expect(0);
        return varint();
    }

    public int readInt() {
        return (int) readLong();
    }

    public boolean readBoolean() {
        return readLong() != 0;
    }

    public double readDouble() {
        expect(1);
        return Double.longBitsToDouble(fixed(8));
    }

    public <T> T read(ProtoCodec<T> codec) {
        int outer = enter();
        var value = codec.readProto(this);
        leave(outer);
        return value;
    }

    /// Time and MicroTime: seconds and nanoseconds; an empty message is no time.
    public @Nullable Instant readTime() {
        int outer = enter();
        long seconds = 0;
        long nanos = 0;
        boolean any = false;
        for (int field = next(); field != 0; field = next()) {
            any = true;
            switch (field) {
                case 1 -> seconds = readLong();
                case 2 -> nanos = readLong();
                default -> skip();
            }
        }
        leave(outer);
        return any ? instant(seconds, nanos) : null;
    }

    private static Instant instant(long seconds, long nanos) {
        try {
            var time = Instant.ofEpochSecond(seconds, nanos);
            if (GoTime.isWritable(time)) {
                return time;
            }
        } catch (DateTimeException | ArithmeticException _) {
            // told below
        }
        throw new ProtoException("Time: year outside of range [0,9999]");
    }

    public Duration readDuration() {
        var nanos = new long[1];
        message(field -> {
            if (field == 1) {
                nanos[0] = readLong();
                return true;
            }
            return false;
        });
        return Duration.ofNanos(nanos[0]);
    }

    public Quantity readQuantity() {
        var text = new StringBuilder();
        message(field -> field == 1 && text.append(readString()) == text);
        try {
            return text.isEmpty() ? Quantity.ZERO : Shared.quantity(text.toString());
        } catch (InvalidQuantity e) {
            throw new ProtoException(String.valueOf(e.getMessage()));
        }
    }

    public IntOrString readIntOrString() {
        int outer = enter();
        long type = 0;
        int number = 0;
        var text = "";
        for (int field = next(); field != 0; field = next()) {
            switch (field) {
                case 1 -> type = readLong();
                case 2 -> number = readInt();
                case 3 -> text = readString();
                default -> skip();
            }
        }
        leave(outer);
        return type == 1 ? IntOrString.of(text) : IntOrString.of(number);
    }

    /// JSON carried as bytes in field 1: RawExtension, FieldsV1, JSON.
    public @Nullable JsonValue readJson() {
        int outer = enter();
        @Nullable JsonValue value = null;
        for (int field = next(); field != 0; field = next()) {
            if (field == 1) {
                var raw = readRaw();
                value = raw.length == 0 ? null : tree(raw);
            } else {
                skip();
            }
        }
        leave(outer);
        return value;
    }

    private static JsonValue tree(byte[] json) {
        try {
            return Shared.tree(json, 0, json.length);
        } catch (JsonException e) {
            throw new ProtoException(String.valueOf(e.getMessage()));
        }
    }

    /// A list of its own message, as `ExtraValue` and `Verbs` are.
    public List<String> readWrapped() {
        var items = new ArrayList<String>();
        message(field -> field == 1 && items.add(readString()));
        return items;
    }

    private void message(java.util.function.IntPredicate field) {
        int outer = enter();
        for (int number = next(); number != 0; number = next()) {
            if (!field.test(number)) {
                skip();
            }
        }
        leave(outer);
    }

    /// `list` with one more item; a list not begun yet is null or immutable.
    public static <T> List<T> plus(@Nullable List<T> list, T item) {
        var open = list instanceof ArrayList<T> begun ? begun : new ArrayList<T>();
        open.add(item);
        return open;
    }

    /// Repeated numbers and truths, packed or not.
    public <T> List<T> plusPacked(@Nullable List<T> list, Function<ProtoReader, T> read) {
        if (wireType != 2) {
            return plus(list, read.apply(this));
        }
        int outer = enter();
        var all = list;
        wireType = 0;
        while (at < limit) {
            all = plus(all, read.apply(this));
        }
        leave(outer);
        return all == null ? List.of() : all;
    }

    /// `map` with one more entry.
    public <T> Map<String, T> plusEntry(
            @Nullable Map<String, T> map, Function<ProtoReader, T> read) {
        var open = map instanceof HashMap<String, T> begun ? begun : new HashMap<String, T>();
        int outer = enter();
        var key = "";
        @Nullable T value = null;
        for (int field = next(); field != 0; field = next()) {
            switch (field) {
                case 1 -> key = readString();
                case 2 -> value = read.apply(this);
                default -> skip();
            }
        }
        leave(outer);
        open.put(key, value == null ? empty(read) : value);
        return open;
    }

    /// What an entry without value means: writers other than Go's leave out what is empty.
    private static <T> T empty(Function<ProtoReader, T> read) {
        var in = new ProtoReader(NOTHING);
        in.wireType = 2;
        return read.apply(in);
    }
}
