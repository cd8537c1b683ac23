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

    /// Benign race: encoding twice yields equal bytes.
    private @Nullable Frame frame;

    /// The same in protobuf; benign race too.
    private @Nullable Frame protobuf;

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
        next = following;
    }

    void drop() {
        content = null;
        frame = null;
        protobuf = null;
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

    /// The same in protobuf, made by `encoder` once for all of them.
    byte[] protobufFrame(
            Notice.Type type, Version<T> version, BiFunction<Notice.Type, T, byte[]> encoder) {
        var known = protobuf;
        if (known == null || known.type != type) {
            known = new Frame(type, encoder.apply(type, version.object()));
            protobuf = known;
        }
        return known.bytes;
    }
}
