package dev.jong.api.json;

import dev.jong.api.Bytes;
import dev.jong.api.Frozen;
import dev.jong.api.IntOrString;
import dev.jong.api.InvalidQuantity;
import dev.jong.api.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads one JSON value after the other, from bytes of JSON or CBOR or from a tree. It always
/// stands at a value that no one has read yet; reading it moves on. `null` reads as Go's zero value
/// everywhere.
public abstract sealed class TokenReader permits JsonReader, CborReader, TreeReader {
    final TokenPath path = new TokenPath();

    /// As many problems as upstream tells of one object.
    private static final int MOST_PROBLEMS = 100;

    /// Objects and arrays within each other that are read and not passed over. Upstream keeps all
    /// that it takes, 10,000; everything that walks a tree here must do with the stack of a thread.
    public static final int MOST_KEPT_LEVELS = 1000;

    private @Nullable Consumer<String> problems;
    private final Set<String> told = new HashSet<>(0);

    TokenReader() {}

    /// Unknown and duplicate fields are told to `problems` in upstream's words: `unknown field
    /// "spec.foo"`.
    public final TokenReader reportingTo(Consumer<String> problems) {
        this.problems = problems;
        return this;
    }

    /// What is said of an object that is deeper than can be kept.
    abstract String tooDeep();

    /// Goes into an object or array.
    ///
    /// @param struct null in maps and arrays
    final void enter(@Nullable String struct) {
        path.enter(struct);
        if (path.levels() > MOST_KEPT_LEVELS) {
            throw new JsonException.Malformed(tooDeep());
        }
    }

    public abstract boolean isNull();

    /// Enters an object of the Go type `struct` (null: a map). False for `null`, which is thereby
    /// read.
    public abstract boolean beginObject(@Nullable String struct);

    /// The next field's name, after which its value must be read or skipped; null at the object's
    /// end.
    public abstract @Nullable String nextField();

    /// Enters an array. False for `null`, which is thereby read.
    public abstract boolean beginArray(String goType);

    /// False at the array's end.
    public abstract boolean nextElement();

    public abstract String readString();

    public abstract long readLong();

    public abstract int readInt();

    public abstract double readDouble();

    public abstract boolean readBoolean();

    public abstract JsonValue readValue();

    /// As [#readValue()], for trees that many objects have in common.
    public JsonValue readShared() {
        return readValue();
    }

    final boolean isStrict() {
        return problems != null;
    }

    public abstract void skip();

    /// A string's content or a number as it was written; `null` is empty.
    abstract String readScalar(String goType);

    /// Where the reader stands, such as `spec.containers[0].image`.
    public final String path() {
        return path.full();
    }

    public final void unknown() {
        tellUnknown();
        skip();
    }

    void tellUnknown() {
        tellField("unknown");
    }

    private void tellField(String kind) {
        if (problems != null) {
            tell(kind + " field \"" + path.full() + '"');
        }
    }

    final void tell(String problem) {
        var listener = problems;
        if (listener != null && told.size() < MOST_PROBLEMS && told.add(problem)) {
            listener.accept(problem);
        }
    }

    final void entered(String field) {
        path.field(field);
        if (problems != null && path.repeats(field)) {
            tellField("duplicate");
        }
    }

    /// Null when the value is `null`.
    public final <T> @Nullable T readNullable(Codec<T> codec) {
        if (isNull()) {
            skip();
            return null;
        }
        return codec.read(this);
    }

    public final <T> List<T> readList(Codec<T> codec) {
        if (!beginArray("[]" + codec.goType())) {
            return List.of();
        }
        var list = new ArrayList<T>();
        while (nextElement()) {
            list.add(codec.read(this));
        }
        return List.copyOf(list);
    }

    public final <T> Map<String, T> readMap(Codec<T> codec) {
        if (!beginObject(null)) {
            return Map.of();
        }
        var entries = new Frozen.Entries<T>();
        for (var name = nextField(); name != null; name = nextField()) {
            entries.add(name, codec.read(this));
        }
        return entries.map();
    }

    /// The object that comes next, as a tree.
    final JsonObject readObject() {
        beginObject(null);
        var fields = new Frozen.Entries<JsonValue>();
        for (var name = nextField(); name != null; name = nextField()) {
            fields.add(name, readValue());
        }
        return fields.isEmpty() ? JsonObject.EMPTY : new JsonObject(fields.map());
    }

    /// The array that comes next, as a tree.
    final JsonArray readArray() {
        beginArray("[]interface {}");
        var items = new ArrayList<JsonValue>();
        while (nextElement()) {
            items.add(readValue());
        }
        return items.isEmpty() ? JsonArray.EMPTY : new JsonArray(items);
    }

    /// metav1.Time: RFC 3339.
    public final @Nullable Instant readTime() {
        return isNull() ? noTime() : GoTime.parse(readString());
    }

    /// metav1.MicroTime: RFC 3339 with six digits of a second.
    public final @Nullable Instant readMicroTime() {
        return isNull() ? noTime() : GoTime.parseMicro(readString());
    }

    private @Nullable Instant noTime() {
        skip();
        return null;
    }

    /// metav1.Duration, such as `1h30m0s`.
    public final Duration readDuration() {
        var text = readString();
        return text.isEmpty() ? Duration.ZERO : GoDuration.parse(text);
    }

    /// Base64 text.
    public Bytes readBytes() {
        try {
            return Bytes.ofBase64(readString());
        } catch (IllegalArgumentException e) {
            throw new JsonException.Mismatch(String.valueOf(e.getMessage()));
        }
    }

    /// Text or a number.
    public final Quantity readQuantity() {
        var text = readScalar("resource.Quantity");
        if (text.isEmpty()) {
            return Quantity.ZERO;
        }
        try {
            return Shared.quantity(text);
        } catch (InvalidQuantity e) {
            throw new JsonException.Mismatch(String.valueOf(e.getMessage()));
        }
    }

    public abstract IntOrString readIntOrString();

    final JsonException mismatch(String found, String goType) {
        return new JsonException.Mismatch(
                "json: cannot unmarshal "
                        + found
                        + " into "
                        + path.goField()
                        + " of type "
                        + goType);
    }
}
