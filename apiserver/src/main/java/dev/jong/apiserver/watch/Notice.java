package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What a watcher is told.
public sealed interface Notice<T extends KubernetesObject> {
    byte[] SUFFIX = "}\n".getBytes(StandardCharsets.ISO_8859_1);

    /// `type` of a `meta/v1` WatchEvent about an object.
    enum Type {
        ADDED,
        MODIFIED,
        DELETED;

        private static final byte[] ADDED_PREFIX = prefixOf(ADDED);
        private static final byte[] MODIFIED_PREFIX = prefixOf(MODIFIED);
        private static final byte[] DELETED_PREFIX = prefixOf(DELETED);

        private static byte[] prefixOf(Type type) {
            return ("{\"type\":\"" + type.name() + "\",\"object\":")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        byte[] prefix() {
            return switch (this) {
                case ADDED -> ADDED_PREFIX;
                case MODIFIED -> MODIFIED_PREFIX;
                case DELETED -> DELETED_PREFIX;
            };
        }
    }

    /// In which watchers are told besides JSON.
    enum Form {
        PROTOBUF,
        CBOR
    }

    /// @param change the change it comes from; null for initial events
    record Of<T extends KubernetesObject>(Type type, Version<T> version, @Nullable Change<T> change)
            implements Notice<T> {
        /// The line of a JSON watch, shared among watchers where possible.
        public byte[] frame() {
            return change == null
                    ? version.framed(type.prefix(), SUFFIX)
                    : change.frame(type, version);
        }

        /// The message of a watch in another form as `encoder` makes it, shared among watchers of
        /// that form where possible.
        public byte[] frame(Form form, BiFunction<Type, T, byte[]> encoder) {
            return change == null
                    ? encoder.apply(type, version.object())
                    : change.frame(form, type, version, encoder);
        }
    }

    /// Everything up to this revision has been told.
    ///
    /// @param initialEventsEnd the first one after the initial events that were asked for
    record Bookmark<T extends KubernetesObject>(long revision, boolean initialEventsEnd)
            implements Notice<T> {}

    /// The watcher was too slow or asked for too old a revision; nothing follows.
    record Expired<T extends KubernetesObject>(long asked, long oldest) implements Notice<T> {}

    /// The watch was closed or its resource is gone; nothing follows.
    record Closed<T extends KubernetesObject>() implements Notice<T> {}
}
