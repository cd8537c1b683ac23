package dev.jong.etcd;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/// Keys as etcd has them: bytes from the first (inclusive) to the end (exclusive).
record KeyRange(ByteString first, ByteString end) {
    /// The smallest key; as an end it means that there is none.
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    static final KeyRange ALL = new KeyRange(ZERO, ZERO);

    /// All keys that begin with the prefix.
    static KeyRange of(String prefix) {
        if (prefix.isEmpty()) {
            return ALL;
        }
        var bytes = ByteString.copyFromUtf8(prefix);
        return new KeyRange(bytes, after(bytes.toByteArray()));
    }

    /// The smallest key behind all those that begin with these bytes.
    private static ByteString after(byte[] prefix) {
        for (var i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                var end = Arrays.copyOf(prefix, i + 1);
                end[i]++;
                return ByteString.copyFrom(end);
            }
        }
        return ZERO;
    }

    /// The part from this key on.
    KeyRange from(String key) {
        var start = ByteString.copyFromUtf8(key);
        return ByteString.unsignedLexicographicalComparator().compare(start, first) > 0
                ? new KeyRange(start, end)
                : this;
    }
}
