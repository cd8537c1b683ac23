package dev.jong.api.json;

import java.util.Arrays;

/// Whether bytes are exactly one well-formed CBOR item (RFC 8949, appendix C) that an API may send:
/// numbers that JSON lacks and those of any length are refused here too. Everything is looked at
/// before anything is read, so that a length that lies is found before memory is taken for it.
final class CborSyntax {
    /// Additional information that means: until a break.
    static final int INDEFINITE = 31;

    static final int BREAK = 0xFF;

    /// Key-value pairs that upstream takes in one map.
    private static final long MOST_PAIRS = 2_097_152;

    private static final int POSITIVE_BIGNUM = 2;
    private static final int NEGATIVE_BIGNUM = 3;
    private static final int FIRST_SIMPLE_OF_TWO_BYTES = 32;
    private static final String[] TYPES = {
        "positive integer",
        "negative integer",
        "byte string",
        "UTF-8 text string",
        "array",
        "map",
        "tag",
        "primitives"
    };

    private static final long UNTIL_BREAK = -1;

    private final byte[] data;
    private int at;

    /// Of the arrays and maps that are open, the outermost first: how deep they are, whether they
    /// are maps, how many items they say they have, how many were met.
    private int[] levels = new int[16];

    private boolean[] map = new boolean[16];
    private long[] expected = new long[16];
    private long[] met = new long[16];
    private int open;

    private CborSyntax(byte[] data) {
        this.data = data;
    }

    /// What messages call a major type.
    static String type(int major) {
        return TYPES[major];
    }

    /// @throws JsonException.Malformed in upstream's words
    static void check(byte[] data) {
        if (data.length == 0) {
            throw new JsonException.Malformed("EOF");
        }
        var syntax = new CborSyntax(data);
        syntax.items();
        if (syntax.at < data.length) {
            throw wrong(
                    data.length
                            - syntax.at
                            + " bytes of extraneous data starting at index "
                            + syntax.at);
        }
    }

    /// Items within items are counted, not called for: bytes decide how deep they are.
    private void items() {
        do {
            if (!begins()) {
                completed();
            }
            while (open > 0 && ended()) {
                open--;
                completed();
            }
        } while (open > 0);
    }

    private void completed() {
        if (open > 0) {
            met[open - 1]++;
        }
    }

    private boolean ended() {
        int inner = open - 1;
        if (expected[inner] != UNTIL_BREAK) {
            return met[inner] == expected[inner];
        }
        if (!atBreak()) {
            return false;
        }
        if (map[inner]) {
            if (met[inner] % 2 == 1) {
                throw unexpectedBreak();
            }
            demandPairs(met[inner] / 2);
        }
        return true;
    }

    /// Takes an item that holds no others, or begins one that does.
    private boolean begins() {
        int depth = open == 0 ? 0 : levels[open - 1];
        int head = next();
        if (head >> 5 == 6) {
            depth = tags(head & 31, depth);
            head = next();
        }
        int major = head >> 5;
        int info = head & 31;
        switch (major) {
            case 2, 3 -> string(major, info);
            case 4, 5 -> {
                begin(major, info, depth + 1);
                return true;
            }
            case 7 -> simple(info);
            default -> argument(major, info);
        }
        return false;
    }

    private void string(int major, int info) {
        if (info != INDEFINITE) {
            bytes(major, argument(major, info));
            return;
        }
        while (!atBreak()) {
            int head = next();
            if (head >> 5 != major) {
                throw wrong(
                        "wrong element type "
                                + type(head >> 5)
                                + " for indefinite-length "
                                + type(major));
            }
            if ((head & 31) == INDEFINITE) {
                throw wrong("indefinite-length " + type(major) + " chunk is not definite-length");
            }
            bytes(major, argument(major, head & 31));
        }
    }

    private void bytes(int major, long length) {
        if (length < 0) {
            throw overflow(major, length, "");
        }
        if (length > data.length - at) {
            throw cutShort();
        }
        at += (int) length;
    }

    private void begin(int major, int info, int depth) {
        demandDepth(depth);
        long count = info == INDEFINITE ? UNTIL_BREAK : count(major, info);
        if (open == levels.length) {
            levels = Arrays.copyOf(levels, 2 * open);
            map = Arrays.copyOf(map, 2 * open);
            expected = Arrays.copyOf(expected, 2 * open);
            met = Arrays.copyOf(met, 2 * open);
        }
        levels[open] = depth;
        map[open] = major == 5;
        expected[open] = count;
        met[open] = 0;
        open++;
    }

    /// How many items, of which a map has two for each of its entries.
    private long count(int major, int info) {
        long count = argument(major, info);
        if (count < 0) {
            throw overflow(major, count, "it would ");
        }
        if (major == 4) {
            return count;
        }
        demandPairs(count);
        return 2 * count;
    }

    /// All tags of an item; each that follows another counts as a level.
    private int tags(int info, int depth) {
        int deeper = depth;
        long number = argument(6, info);
        while (true) {
            if (at == data.length) {
                throw cutShort();
            }
            if (number == POSITIVE_BIGNUM || number == NEGATIVE_BIGNUM) {
                throw unacceptable(6, "bignum");
            }
            if ((data[at] & 0xFF) >> 5 != 6) {
                return deeper;
            }
            number = argument(6, next() & 31);
            demandDepth(++deeper);
        }
    }

    private void simple(int info) {
        if (info == INDEFINITE) {
            throw unexpectedBreak();
        }
        long value = argument(7, info);
        switch (info) {
            case 24 -> {
                if (value < FIRST_SIMPLE_OF_TWO_BYTES) {
                    throw wrong("invalid simple value " + value + " for type " + type(7));
                }
            }
            case 25, 26, 27 -> demandFinite(decimal(info, value));
            default -> {}
        }
    }

    private static void demandFinite(double value) {
        if (Double.isNaN(value)) {
            throw unacceptable(7, "floating-point NaN");
        }
        if (Double.isInfinite(value)) {
            throw unacceptable(7, "floating-point infinity");
        }
    }

    /// The number of 2, 4 or 8 bytes.
    static double decimal(int info, long bits) {
        return switch (info) {
            case 25 -> Float.float16ToFloat((short) bits);
            case 26 -> Float.intBitsToFloat((int) bits);
            default -> Double.longBitsToDouble(bits);
        };
    }

    private long argument(int major, int info) {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw wrong("invalid additional information " + info + " for type " + type(major));
        }
        int length = 1 << info - 24;
        if (data.length - at < length) {
            throw cutShort();
        }
        long value = number(data, at, length);
        at += length;
        return value;
    }

    /// Big-endian, unsigned.
    static long number(byte[] data, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            value = value << 8 | data[i] & 0xFF;
        }
        return value;
    }

    private int next() {
        if (at == data.length) {
            throw cutShort();
        }
        return data[at++] & 0xFF;
    }

    private boolean atBreak() {
        if (at == data.length) {
            throw cutShort();
        }
        if ((data[at] & 0xFF) != BREAK) {
            return false;
        }
        at++;
        return true;
    }

    private static void demandDepth(int depth) {
        if (depth > JsonReader.MOST_LEVELS) {
            throw wrong("exceeded max nested level " + JsonReader.MOST_LEVELS);
        }
    }

    private static void demandPairs(long count) {
        if (count > MOST_PAIRS) {
            throw wrong("exceeded max number of key-value pairs " + MOST_PAIRS + " for CBOR map");
        }
    }

    private static JsonException overflow(int major, long length, String would) {
        return wrong(
                type(major)
                        + " length "
                        + Long.toUnsignedString(length)
                        + " is too large, "
                        + would
                        + (would.isEmpty() ? "causing" : "cause")
                        + " integer overflow");
    }

    private static JsonException unexpectedBreak() {
        return wrong("unexpected \"break\" code");
    }

    private static JsonException cutShort() {
        return new JsonException.Malformed("unexpected EOF");
    }

    private static JsonException wrong(String why) {
        return new JsonException.Malformed("cbor: " + why);
    }

    /// An item that is well-formed and yet nothing for an API.
    static JsonException unacceptable(int major, String why) {
        return wrong(
                "data item of cbor type " + type(major) + " is not accepted by protocol: " + why);
    }
}
