package dev.jong.api.json;

import dev.jong.api.Bytes;
import dev.jong.api.GoText;
import dev.jong.api.IntOrString;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Reads CBOR (RFC 8949) as upstream takes it (KEP-4222): texts as either kind of string, byte
/// strings under tags 21 to 23 as text in the encoding that they name, other tags passed over.
///
/// Stricter than JSON: names that come twice in a map are refused whatever is asked of unknown
/// fields. Of those only the first is told, by its place in its map.
public final class CborReader extends TokenReader {
    private static final int FALSE = 0xF4;
    private static final int TRUE = 0xF5;
    private static final int NULL = 0xF6;

    /// An array or map that is not at its end.
    private static final class Open {
        final int start;
        final boolean struct;
        final int encoding;

        /// Negative when only a break tells.
        long rest;

        int index = -1;

        Open(int start, boolean struct, int encoding, long rest) {
            this.start = start;
            this.struct = struct;
            this.encoding = encoding;
            this.rest = rest;
        }
    }

    private final CborItems items;
    private final Deque<Open> open = new ArrayDeque<>();

    /// The unknown field to be told, and where it stands.
    private @Nullable String unknown;

    private int unknownAt;

    /// @throws JsonException.Malformed when these bytes are not exactly one item
    public CborReader(byte[] cbor) {
        items = new CborItems(cbor);
    }

    /// Upstream stops at a field that it does not know in the map where that stands, and passes on
    /// what it met first: so one further out counts more than one further in.
    @Override
    void tellUnknown() {
        var map = open.element();
        if (isStrict() && (unknown == null || unknownAt > map.start)) {
            unknown = "cbor: found unknown field at map element index " + map.index;
            unknownAt = map.start;
        }
    }

    /// Tells what is unknown, now that all is read.
    void end() {
        var field = unknown;
        if (field != null) {
            tell(field);
        }
    }

    @Override
    String tooDeep() {
        return "cbor: exceeded max nested level " + MOST_KEPT_LEVELS;
    }

    @Override
    public boolean isNull() {
        return items.head() == NULL;
    }

    @Override
    public boolean beginObject(@Nullable String struct) {
        if (!begins(5, struct == null ? "map[string]string" : goType(struct), struct != null)) {
            return false;
        }
        enter(struct);
        return true;
    }

    private static String goType(String struct) {
        return struct.isEmpty() ? "v1.TypeMeta" : "v1." + struct;
    }

    /// What begins a type is `null` too.
    private boolean begins(int major, String goType, boolean struct) {
        int found = items.major();
        if (found == 7 && isNull()) {
            skip();
            return false;
        }
        if (found != major) {
            throw unfit(
                    goType,
                    struct && found == 4
                            ? "cannot decode CBOR array to struct without toarray option"
                            : "");
        }
        int start = items.position();
        int encoding = items.encoding();
        long count = items.take();
        open.push(new Open(start, struct, encoding, items.isIndefinite() ? -1 : count));
        return true;
    }

    /// Moves on to the next item of what is open; false at its end. Readers of `null` leave it
    /// where it is.
    private boolean more() {
        items.finish();
        var inner = open.element();
        boolean more = inner.rest < 0 ? !items.takeBreak() : inner.rest-- > 0;
        inner.index++;
        if (more) {
            items.next(inner.encoding);
        } else {
            open.pop();
            path.leave();
        }
        return more;
    }

    @Override
    public @Nullable String nextField() {
        var map = open.element();
        if (!more()) {
            return null;
        }
        var name = map.struct ? fieldName() : key();
        path.field(name);
        if (path.repeats(name)) {
            throw new JsonException.Malformed(
                    "cbor: found duplicate map key "
                            + GoText.quote(name)
                            + " at map element index "
                            + map.index);
        }
        items.next(map.encoding);
        return name;
    }

    /// Integers name no field.
    private String fieldName() {
        int major = items.bareMajor();
        if (major == 2 || major == 3) {
            return items.plainText();
        }
        if (major < 2) {
            long value = items.take();
            return Long.toString(major == 0 ? value : ~value);
        }
        throw new JsonException.Mismatch(
                "cbor: cannot unmarshal "
                        + CborSyntax.type(major)
                        + " into Go value of type string (map key is of type "
                        + CborSyntax.type(major)
                        + " and cannot be used to match struct field name)");
    }

    private String key() {
        int major = items.major();
        if (major != 2 && major != 3 && !isNull()) {
            throw new JsonException.Mismatch(
                    "cbor: cannot unmarshal "
                            + CborSyntax.type(major)
                            + " into Go value of type string");
        }
        return readString();
    }

    @Override
    public boolean beginArray(String goType) {
        if (!begins(4, goType, false)) {
            return false;
        }
        enter(null);
        return true;
    }

    @Override
    public boolean nextElement() {
        if (!more()) {
            return false;
        }
        path.element();
        return true;
    }

    @Override
    public String readString() {
        return readScalar("string");
    }

    /// Never a number, unlike in JSON.
    @Override
    String readScalar(String goType) {
        int major = items.major();
        if (major == 2 || major == 3) {
            return Shared.text(items.text());
        }
        if (isNull()) {
            skip();
            return "";
        }
        throw unfit(goType.equals("resource.Quantity") ? "string" : goType, "");
    }

    @Override
    public Bytes readBytes() {
        return switch (items.major()) {
            case 2 -> {
                boolean plain = items.encoding() == CborItems.NO_ENCODING;
                var content = items.content();
                yield plain ? base64(content) : Bytes.of(content);
            }
            case 4 -> bytesOneByOne();
            default -> {
                if (!isNull()) {
                    throw unfit("[]uint8", "");
                }
                skip();
                yield Bytes.EMPTY;
            }
        };
    }

    /// Untagged, bytes are what stands in JSON.
    private static Bytes base64(byte[] content) {
        try {
            return Bytes.ofBase64(CborText.latin1(content));
        } catch (IllegalArgumentException e) {
            throw new JsonException.Mismatch(
                    "cbor: failed to decode base64 from byte string: " + e.getMessage());
        }
    }

    private Bytes bytesOneByOne() {
        var all = new ByteArrayOutputStream();
        beginArray("[]uint8");
        while (nextElement()) {
            all.write((int) whole("uint8", 0, 255));
        }
        return Bytes.of(all.toByteArray());
    }

    @Override
    public long readLong() {
        return whole("int64", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Override
    public int readInt() {
        return (int) whole("int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private long whole(String goType, long least, long most) {
        int major = items.major();
        if (major > 1) {
            if (!isNull()) {
                throw unfit(goType, "");
            }
            skip();
            return 0;
        }
        long value = items.take();
        if (value >= 0) {
            long number = major == 0 ? value : ~value;
            if (number >= least && number <= most) {
                return number;
            }
        }
        var written = CborText.integer(major == 1, value);
        throw wrongType(
                CborSyntax.type(major),
                goType.equals("interface {}") ? "int64" : goType,
                written + " overflows " + (goType.equals("interface {}") ? "Go's int64" : goType));
    }

    @Override
    public double readDouble() {
        int head = items.head();
        if (head >> 5 < 2) {
            long value = items.take();
            return CborText.integer(head >> 5 == 1, value).doubleValue();
        }
        if (head == NULL) {
            skip();
            return 0;
        }
        if (!CborItems.isDecimal(head)) {
            throw unfit("float64", "");
        }
        return decimal();
    }

    private double decimal() {
        int info = items.head() & 31;
        return CborSyntax.decimal(info, items.take());
    }

    @Override
    public boolean readBoolean() {
        int head = items.head();
        if (head < FALSE || head > NULL) {
            throw unfit("bool", "");
        }
        skip();
        return head == TRUE;
    }

    @Override
    public IntOrString readIntOrString() {
        int major = items.major();
        return major == 2 || major == 3 ? IntOrString.of(items.text()) : IntOrString.of(readInt());
    }

    @Override
    public JsonValue readValue() {
        int head = items.head();
        var moment = items.moment();
        return switch (head >> 5) {
            case 0, 1 -> {
                long number = whole("interface {}", Long.MIN_VALUE, Long.MAX_VALUE);
                yield moment == CborItems.Moment.EPOCH
                        ? new JsonText(CborText.epoch(number))
                        : new JsonInteger(number);
            }
            case 2, 3 -> {
                var text = items.text();
                yield new JsonText(moment == CborItems.Moment.TEXT ? CborText.time(text) : text);
            }
            case 4 -> readArray();
            case 5 -> readObject();
            default -> {
                if (CborItems.isDecimal(head)) {
                    double number = decimal();
                    yield moment == CborItems.Moment.EPOCH
                            ? new JsonText(CborText.epoch(number))
                            : new JsonDecimal(number);
                }
                yield simple(head);
            }
        };
    }

    private JsonValue simple(int head) {
        demandKnown(head);
        skip();
        return switch (head) {
            case NULL -> JsonNull.NULL;
            default -> JsonBoolean.of(head == TRUE);
        };
    }

    private void demandKnown(int head) {
        if (head >> 5 == 7 && !CborItems.isDecimal(head) && (head < FALSE || head > NULL)) {
            throw CborSyntax.unacceptable(
                    7, "simple value " + items.simple() + " is not recognized");
        }
    }

    @Override
    public void skip() {
        items.skip();
    }

    private JsonException unfit(String goType, String more) {
        demandKnown(items.head());
        return wrongType(CborSyntax.type(items.major()), goType, more);
    }

    private JsonException wrongType(String found, String goType, String more) {
        var field = path.outermost();
        return new JsonException.Mismatch(
                "cbor: cannot unmarshal "
                        + found
                        + (field.isEmpty() ? " into Go value" : " into Go struct field " + field)
                        + " of type "
                        + goType
                        + (more.isEmpty() ? "" : " (" + more + ")"));
    }
}
