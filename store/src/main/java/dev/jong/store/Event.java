package dev.jong.store;

import org.jspecify.annotations.Nullable;

/// One change to one key.
public sealed interface Event {
    String key();

    /// The revision of the change.
    long revision();

    /// What stood there before; absent only for a key that was created.
    @Nullable Entry previous();

    /// The key was created or written over.
    ///
    /// @param attachment what the writer attached ([Write]), when the event comes fresh from a
    ///   write in this process
    record Put(Entry entry, @Nullable Entry previous, @Nullable Object attachment)
            implements Event {
        @Override
        public String key() {
            return entry.key();
        }

        @Override
        public long revision() {
            return entry.revision();
        }

        public boolean created() {
            return entry.createRevision() == entry.revision();
        }
    }

    record Deleted(String key, long revision, Entry previous) implements Event {}
}
