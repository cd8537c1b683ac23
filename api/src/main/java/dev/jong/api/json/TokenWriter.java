package dev.jong.api.json;

import dev.jong.api.Bytes;
import dev.jong.api.Frozen;
import dev.jong.api.IntOrString;
import dev.jong.api.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Writes JSON values, to bytes of JSON or CBOR or into a tree, as Go writes them.
public abstract sealed class TokenWriter permits JsonWriter, CborWriter, TreeWriter {
    TokenWriter() {}

    public abstract void beginObject();

    public abstract void endObject();

    public abstract void beginArray();

    public abstract void endArray();

    /// The name of the field whose value comes next.
    public abstract TokenWriter name(String name);

    public abstract void string(String value);

    public abstract void integer(long value);

    public abstract void decimal(double value);

    public abstract void bool(boolean value);

    public abstract void nul();

    public void value(JsonValue value) {
        switch (value) {
            case JsonObject(var fields) -> map(fields, Codecs.ANY);
            case JsonArray(var items) -> list(items, Codecs.ANY);
            case JsonText(var text) -> string(text);
            case JsonInteger(var number) -> integer(number);
            case JsonDecimal(var number) -> decimal(number);
            case JsonBoolean(var truth) -> bool(truth);
            case JsonNull _ -> nul();
        }
    }

    public final <T> void with(T value, Codec<T> codec) {
        codec.write(value, this);
    }

    public final <T> void list(List<T> list, Codec<T> codec) {
        beginArray();
        for (var item : list) {
            codec.write(item, this);
        }
        endArray();
    }

    /// List items: objects without `kind` and `apiVersion`.
    public final <T> void items(List<T> list, Codec<T> codec) {
        beginArray();
        for (var item : list) {
            beginObject();
            codec.writeFields(item, this);
            endObject();
        }
        endArray();
    }

    /// In order of the keys.
    public final <T> void map(Map<String, T> map, Codec<T> codec) {
        beginObject();
        for (var entry : Frozen.map(map).entrySet()) {
            name(entry.getKey());
            codec.write(entry.getValue(), this);
        }
        endObject();
    }

    public final void time(Instant time) {
        if (time.equals(GoTime.ZERO)) {
            nul();
        } else {
            string(GoTime.seconds(time));
        }
    }

    public final void microTime(Instant time) {
        if (time.equals(GoTime.ZERO)) {
            nul();
        } else {
            string(GoTime.micros(time));
        }
    }

    public final void duration(Duration duration) {
        string(GoDuration.format(duration));
    }

    public final void quantity(Quantity quantity) {
        string(quantity.toString());
    }

    public void bytes(Bytes bytes) {
        string(bytes.base64());
    }

    public final void intOrString(IntOrString value) {
        switch (value) {
            case IntOrString.OfInt(var number) -> integer(number);
            case IntOrString.OfString(var text) -> string(text);
        }
    }
}
