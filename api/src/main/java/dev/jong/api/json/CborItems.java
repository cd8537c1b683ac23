package dev.jong.api.json;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// Walks over the items of well-formed CBOR: their tags, heads and strings.
final class CborItems {
    static final int NO_ENCODING = 0;

    private static final long UNTIL_BREAK = -1;

    /// Tags whose content is a time.
    enum Moment {
        NONE,
        TEXT,
        EPOCH
    }

    private static final int TEXT_TIME = 0;
    private static final int EPOCH_TIME = 1;
    private static final int BASE64URL = 21;
    private static final int BASE16 = 23;

    private final byte[] data;
    private int at;

    /// Whether the tags of the item that comes next are read.
    private boolean tagged;

    /// Whether someone is yet to take the item that comes next.
    private boolean untaken;

    private int outerEncoding = NO_ENCODING;
    private int encoding = NO_ENCODING;
    private Moment moment = Moment.NONE;
    private boolean indefinite;

    /// @throws JsonException.Malformed when these bytes are not exactly one item
    CborItems(byte[] cbor) {
        CborSyntax.check(cbor);
        data = cbor;
    }

    int position() {
        return at;
    }

    /// Goes on to an item within one of this encoding.
    void next(int outer) {
        tagged = false;
        untaken = true;
        outerEncoding = outer;
    }

    /// Passes over the item that comes next unless it was taken.
    void finish() {
        if (untaken) {
            skip();
        }
    }

    /// The first byte of the item that comes next, without its tags.
    int head() {
        if (!tagged) {
            readTags();
            tagged = true;
        }
        return data[at] & 0xFF;
    }

    int major() {
        return head() >> 5;
    }

    /// The major type of what comes next, be it a tag.
    int bareMajor() {
        return (data[at] & 0xFF) >> 5;
    }

    /// The tag that says how the next item's byte strings are to be encoded.
    int encoding() {
        head();
        return encoding;
    }

    Moment moment() {
        head();
        return moment;
    }

    private void readTags() {
        encoding = outerEncoding;
        moment = Moment.NONE;
        while (bareMajor() == 6) {
            long tag = argument();
            if (tag == TEXT_TIME) {
                demand(bareMajor() == 3, tag, "text string");
                moment = Moment.TEXT;
            } else if (tag == EPOCH_TIME) {
                demand(
                        bareMajor() < 2 || isDecimal(data[at] & 0xFF),
                        tag,
                        "integer or floating-point number");
                moment = Moment.EPOCH;
            } else if (tag >= BASE64URL && tag <= BASE16) {
                encoding = (int) tag;
            }
        }
    }

    private void demand(boolean met, long tag, String content) {
        if (!met) {
            throw new JsonException.Malformed(
                    "cbor: tag number "
                            + tag
                            + " must be followed by "
                            + content
                            + ", got "
                            + CborSyntax.type(bareMajor()));
        }
    }

    static boolean isDecimal(int head) {
        return head >= 0xF9 && head <= 0xFB;
    }

    /// Takes the next item's head and gives its argument, unsigned.
    long take() {
        head();
        tagged = false;
        untaken = false;
        return argument();
    }

    /// Whether a break ends the item whose head was taken last.
    boolean isIndefinite() {
        return indefinite;
    }

    private long argument() {
        int info = data[at++] & 31;
        indefinite = info == CborSyntax.INDEFINITE;
        if (info < 24 || indefinite) {
            return info;
        }
        int length = 1 << info - 24;
        long value = CborSyntax.number(data, at, length);
        at += length;
        return value;
    }

    /// Takes a break if it comes next.
    boolean takeBreak() {
        boolean there = (data[at] & 0xFF) == CborSyntax.BREAK;
        at += there ? 1 : 0;
        return there;
    }

    /// A string as it is meant where JSON has text.
    String text() {
        boolean utf8 = major() == 3;
        var content = content();
        return utf8 || encoding == NO_ENCODING
                ? CborText.utf8(content)
                : CborText.encoded(content, encoding);
    }

    /// A string as it is, whatever surrounds it.
    String plainText() {
        outerEncoding = NO_ENCODING;
        return CborText.utf8(content());
    }

    /// A string's bytes, of all its chunks.
    byte[] content() {
        boolean utf8 = major() == 3;
        long length = take();
        if (!indefinite) {
            return chunk(length, utf8);
        }
        var all = new ByteArrayOutputStream();
        while (!takeBreak()) {
            all.writeBytes(chunk(argument(), utf8));
        }
        return all.toByteArray();
    }

    private byte[] chunk(long length, boolean utf8) {
        var chunk = new byte[(int) length];
        System.arraycopy(data, at, chunk, 0, chunk.length);
        at += chunk.length;
        if (utf8 && !CborText.isUtf8(chunk)) {
            throw new JsonException.Malformed("cbor: invalid UTF-8 string");
        }
        return chunk;
    }

    /// The value of the one-byte head `head` and of what may follow it.
    int simple() {
        int head = head();
        return head == 0xF8 ? data[at + 1] & 0xFF : head & 31;
    }

    /// Passes over the next item without a look at what is in it.
    void skip() {
        tagged = false;
        untaken = false;
        long within = passOver();
        if (within != 0) {
            skipAll(within);
        }
    }

    /// Passes over as many items, or all until a break, with all that is in them. These nest in
    /// `outer`, not in calls: the depth is the sender's choice.
    private void skipAll(long items) {
        Deque<Long> outer = new ArrayDeque<>(0);
        long rest = items;
        while (true) {
            if (rest == 0 || rest == UNTIL_BREAK && takeBreak()) {
                if (outer.isEmpty()) {
                    return;
                }
                rest = outer.pop();
                continue;
            }
            rest -= rest == UNTIL_BREAK ? 0 : 1;
            long within = passOver();
            if (within != 0) {
                outer.push(rest);
                rest = within;
            }
        }
    }

    /// Passes over a head and its bytes.
    ///
    /// @return how many items are in it, or that a break ends them
    private long passOver() {
        int major = bareMajor();
        long argument = argument();
        return switch (major) {
            case 2, 3 -> {
                at += indefinite ? 0 : (int) argument;
                yield indefinite ? UNTIL_BREAK : 0;
            }
            case 4 -> indefinite ? UNTIL_BREAK : argument;
            case 5 -> indefinite ? UNTIL_BREAK : 2 * argument;
            case 6 -> 1;
            default -> 0;
        };
    }
}
