package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// One change to one object, in the chain of a cache's recent changes.
///
/// The chain is followed without locks: the cache's one writer appends by setting `next`, a watcher
/// holds the change it saw last. A change that the cache no longer keeps loses its content, so that
/// a watcher that stopped reading holds up no memory.
final class Change<T extends KubernetesObject> {
    /// @param now as put; null when deleted
    /// @param before what stood there before; null when created
    /// @param image all objects after the change
    record Content<T extends KubernetesObject>(
            @Nullable Version<T> now, @Nullable Version<T> before, Image<Version<T>> image) {}

    private final long revision;
    private volatile @Nullable Content<T> content;
    private volatile @Nullable Change<T> next;

    /// The change before this one, and one further back: as far as two equal leaps of those before
    /// together, or a step (skew-binary numbers; Myers, An applicative random-access stack).
    /// Neither changes before this one is dropped.
    private @Nullable Change<T> previous;

    private @Nullable Change<T> jump;

    /// How many changes came before.
    private long depth;

    /// Benign race: encoding twice yields equal bytes.
    private @Nullable Frame frame;

    /// The same in other forms; benign races too.
    private @Nullable Frame protobuf;

    private @Nullable Frame cbor;

    private record Frame(Notice.Type type, byte[] bytes) {}

    Change(long revision, Content<T> content) {
        this.revision = revision;
        this.content = content;
    }

    long revision() {
        return revision;
    }

    /// Null when the cache has dropped it: whoever still needed it is too slow.
    @Nullable Content<T> content() {
        return content;
    }

    @Nullable Change<T> next() {
        return next;
    }

    void append(Change<T> following) {
        following.depth = depth + 1;
        following.previous = this;
        following.jump = leap(this);
        next = following;
    }

    /// As far as two leaps before, when these are equal; else to the one before.
    private static <T extends KubernetesObject> Change<T> leap(Change<T> before) {
        var far = before.jump;
        if (far == null) {
            return before;
        }
        var further = far.jump;
        return further != null && before.depth - far.depth == far.depth - further.depth
                ? further
                : before;
    }

    /// This change or the last one before it that is not after a revision; null when that is
    /// dropped. Takes as many steps as the number of changes has binary digits, twice at most.
    @Nullable Change<T> lastAtOrBefore(long wanted) {
        var change = this;
        while (change != null && change.revision > wanted) {
            var far = change.jump;
            change = far != null && far.revision > wanted ? far : change.previous;
        }
        return change;
    }

    void drop() {
        content = null;
        previous = null;
        jump = null;
        frame = null;
        protobuf = null;
        cbor = null;
    }

    /// The line that tells watchers of this change, encoded once for all of them.
    byte[] frame(Notice.Type type, Version<T> version) {
        var known = frame;
        if (known == null || known.type != type) {
            known = new Frame(type, version.framed(type.prefix(), Notice.SUFFIX));
            frame = known;
        }
        return known.bytes;
    }

    /// The same in another form, made by `encoder` once for all of them.
    byte[] frame(
            Notice.Form form,
            Notice.Type type,
            Version<T> version,
            BiFunction<Notice.Type, T, byte[]> encoder) {
        var known =
                switch (form) {
                    case PROTOBUF -> protobuf;
                    case CBOR -> cbor;
                };
        if (known != null && known.type == type) {
            return known.bytes;
        }
        var made = new Frame(type, encoder.apply(type, version.object()));
        switch (form) {
            case PROTOBUF -> protobuf = made;
            case CBOR -> cbor = made;
        }
        return made.bytes;
    }
}
