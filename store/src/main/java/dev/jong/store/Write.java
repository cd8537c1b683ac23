package dev.jong.store;

import org.jspecify.annotations.Nullable;

/// A change to one key with the compare that must hold.
///
/// An attachment is what the writer already knows the value to mean, usually the decoded object. It
/// is handed as it is to watchers in the same process ([Event.Put]) and never kept.
@SuppressWarnings("ArrayRecordComponent") // shared bytes, compared by nobody
public sealed interface Write {
    String key();

    /// Holds when the key does not exist.
    record Create(String key, byte[] value, long lease, @Nullable Object attachment)
            implements Write {
        public Create(String key, byte[] value) {
            this(key, value, 0, null);
        }

        public Create(String key, byte[] value, long lease) {
            this(key, value, lease, null);
        }
    }

    /// Holds when the key's newest revision is `expectedRevision`.
    record Update(
            String key,
            byte[] value,
            long expectedRevision,
            long lease,
            @Nullable Object attachment)
            implements Write {
        public Update(String key, byte[] value, long expectedRevision) {
            this(key, value, expectedRevision, 0, null);
        }

        public Update(String key, byte[] value, long expectedRevision, long lease) {
            this(key, value, expectedRevision, lease, null);
        }
    }

    /// Holds when the key's newest revision is `expectedRevision`.
    record Delete(String key, long expectedRevision) implements Write {}
}
