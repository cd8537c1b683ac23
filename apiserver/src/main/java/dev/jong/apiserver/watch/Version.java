package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One object as of one revision: the bytes that are stored, and the object they mean, decoded when
/// first asked for.
///
/// The bytes lack `metadata.resourceVersion`; it is spliced in as the first member of `metadata` on
/// the way out.
public final class Version<T extends KubernetesObject> {
    /// An object of more bytes is held only as long as somebody else holds it: decoded it takes
    /// several times as much.
    private static final int LARGE = 16 << 10;

    private final ObjectFormat<T> format;
    private final String key;
    private final long revision;
    private final byte[] json;

    /// The object, or a weak reference to a large one. Benign race: decoding twice yields equal
    /// objects.
    private @Nullable Object object;

    /// What is served of an object that was stored in another version; made when first asked for.
    private volatile byte @Nullable [] converted;

    /// Whether someone wanted one of the two since the last [#rest()].
    private volatile boolean wanted = true;

    public Version(
            ObjectFormat<T> format, String key, long revision, byte[] json, @Nullable T decoded) {
        this.format = format;
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.object = decoded == null ? null : held(format.withRevision(decoded, revision));
    }

    private Object held(T decoded) {
        return json.length > LARGE ? new WeakReference<>(decoded) : decoded;
    }

    @SuppressWarnings("unchecked")
    private @Nullable T known() {
        var known = object;
        return (T) (known instanceof WeakReference<?> weak ? weak.get() : known);
    }

    /// Relative to the resource's prefix: `namespace/name` or `name`.
    public String key() {
        return key;
    }

    public long revision() {
        return revision;
    }

    /// With `metadata.resourceVersion` set.
    public T object() {
        want();
        var known = known();
        if (known == null) {
            long start = System.nanoTime();
            known = format.withRevision(format.decode(json), revision);
            object = held(known);
            RequestContext.took(Layer.DECODE, System.nanoTime() - start);
        }
        return known;
    }

    private void want() {
        if (!wanted) {
            wanted = true;
        }
    }

    /// Forgets everything but the bytes, unless it was wanted since this was last called.
    void rest() {
        if (wanted) {
            wanted = false;
        } else {
            object = null;
            converted = null;
        }
    }

    /// The stored bytes, without resourceVersion. Not to be changed.
    public byte[] stored() {
        return json;
    }

    /// The same content under another revision: what a watcher of a deletion is told.
    public Version<T> at(long otherRevision) {
        return new Version<>(format, key, otherRevision, json, known());
    }

    /// The bytes that are served: those that are stored, unless they are of another version.
    private byte[] served() {
        if (!format.isOther(json)) {
            return json;
        }
        want();
        var made = converted;
        if (made == null) {
            made = format.encode(object());
            converted = made;
        }
        return made;
    }

    /// Number of bytes of [#json()].
    public int length() {
        var bytes = served();
        return bytes.length + splice(bytes, format.splicePoint(bytes)).length;
    }

    /// This object's JSON, resourceVersion included.
    public byte[] json() {
        return framed(new byte[0], new byte[0]);
    }

    /// This object's JSON between two other texts.
    public byte[] framed(byte[] before, byte[] after) {
        var bytes = served();
        int cut = format.splicePoint(bytes);
        var splice = splice(bytes, cut);
        var all = new byte[before.length + bytes.length + splice.length + after.length];
        int at = append(all, 0, before, 0, before.length);
        at = append(all, at, bytes, 0, cut);
        at = append(all, at, splice, 0, splice.length);
        at = append(all, at, bytes, cut, bytes.length - cut);
        append(all, at, after, 0, after.length);
        return all;
    }

    /// Number of bytes that [#copyItemTo] writes.
    public int itemLength() {
        var bytes = served();
        int cut = format.splicePoint(bytes);
        int skipped = format.itemStart(cut);
        return bytes.length - skipped + (skipped > 0 ? 1 : 0) + splice(bytes, cut).length;
    }

    /// Copies this object's JSON into `target` as an item of a list, which lacks kind and
    /// apiVersion unless they can differ from item to item. Answers the position after it.
    public int copyItemTo(byte[] target, int at) {
        var bytes = served();
        int cut = format.splicePoint(bytes);
        var splice = splice(bytes, cut);
        int start = format.itemStart(cut);
        int position = at;
        if (start > 0) {
            target[position++] = '{';
        }
        position = append(target, position, bytes, start, cut - start);
        position = append(target, position, splice, 0, splice.length);
        return append(target, position, bytes, cut, bytes.length - cut);
    }

    private static int append(byte[] target, int at, byte[] source, int from, int length) {
        System.arraycopy(source, from, target, at, length);
        return at + length;
    }

    /// Nothing for what was never stored, as the answers to dry runs of creates.
    private byte[] splice(byte[] bytes, int cut) {
        if (revision == 0) {
            return new byte[0];
        }
        boolean last = bytes[cut] == '}';
        return ("\"resourceVersion\":\"" + revision + (last ? "\"" : "\","))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
