package dev.jong.apiserver.watch;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How objects of one kind are stored: JSON that begins with kind and apiVersion, then metadata.
public final class ObjectFormat<T extends KubernetesObject> {
    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.ISO_8859_1);

    private final Kind<T> kind;
    private final UnaryOperator<T> afterRead;
    private final Function<JsonObject, T> readOther;
    private final byte[] head;

    /// @param afterRead what is to be done to objects that were stored under other rules: custom
    ///   resources' definitions change
    public ObjectFormat(Kind<T> kind, UnaryOperator<T> afterRead) {
        this(kind, afterRead, tree -> Json.read(tree, kind.codec()));
    }

    /// @param readOther reads what was stored in another version of a custom resource
    public ObjectFormat(
            Kind<T> kind, UnaryOperator<T> afterRead, Function<JsonObject, T> readOther) {
        this.kind = kind;
        this.afterRead = afterRead;
        this.readOther = readOther;
        this.head =
                ("{\"apiVersion\":" + Json.text(new JsonText(kind.apiVersion())))
                        .getBytes(StandardCharsets.UTF_8);
    }

    public Kind<T> kind() {
        return kind;
    }

    /// The bytes to store: without resourceVersion.
    public byte[] encode(T object) {
        var stripped =
                object.metadata().resourceVersion() == null ? object : withVersion(object, null);
        return stripped instanceof Unstructured custom
                ? Json.write(custom, CustomStorage.CODEC)
                : Json.write(stripped, kind.codec());
    }

    public T decode(byte[] stored) {
        return afterRead.apply(
                isOther(stored) && Json.parse(stored) instanceof JsonObject tree
                        ? readOther.apply(tree)
                        : Json.read(stored, kind.codec()));
    }

    /// Whether this was stored in another version of a custom resource. Who converts it may be far
    /// away, so this is asked before anything is decoded.
    boolean isOther(byte[] stored) {
        return custom()
                && Arrays.mismatch(
                                stored,
                                0,
                                Math.min(stored.length, head.length),
                                head,
                                0,
                                head.length)
                        >= 0;
    }

    /// Whether what is served can differ from what is stored.
    boolean custom() {
        return kind.type() == Unstructured.class;
    }

    T withRevision(T object, long revision) {
        var text = revision == 0 ? null : Long.toString(revision);
        return Objects.equals(text, object.metadata().resourceVersion())
                ? object
                : withVersion(object, text);
    }

    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> T withVersion(T object, @Nullable String version) {
        return (T) object.withMetadata(object.metadata().withResourceVersion(version));
    }

    /// Where the first member of `metadata` begins. Always found near the start, since nothing but
    /// kind and apiVersion comes before it.
    int splicePoint(byte[] stored) {
        int last = stored.length - METADATA.length;
        for (int at = 1; at <= last; at++) {
            if (stored[at] == '"' && matches(stored, at)) {
                return at + METADATA.length;
            }
        }
        throw new IllegalArgumentException("stored " + kind.name() + " without metadata");
    }

    /// Where an item of a list begins in what is stored: at `metadata`, or at 0 when items say what
    /// they are.
    int itemStart(int splicePoint) {
        return kind.type() == Unstructured.class ? 0 : splicePoint - METADATA.length;
    }

    private static boolean matches(byte[] stored, int at) {
        for (int i = 1; i < METADATA.length; i++) {
            if (stored[at + i] != METADATA[i]) {
                return false;
            }
        }
        return true;
    }
}
