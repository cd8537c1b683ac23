package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One object as of one revision: the bytes that are stored, and the object they mean, decoded when
/// first asked for.
///
/// The bytes lack `metadata.resourceVersion`; it is spliced in as the first member of `metadata` on
/// the way out.
public final class Version<T extends KubernetesObject> {
    private final ObjectFormat<T> format;
    private final String key;
    private final long revision;
    private final byte[] json;

    /// Benign race: decoding twice yields equal objects.
    private @Nullable T object;

    public Version(
            ObjectFormat<T> format, String key, long revision, byte[] json, @Nullable T decoded) {
        this.format = format;
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.object = decoded == null ? null : format.withRevision(decoded, revision);
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
        var known = object;
        if (known == null) {
            known = format.withRevision(format.decode(json), revision);
            object = known;
        }
        return known;
    }

    /// The stored bytes, without resourceVersion. Not to be changed.
    public byte[] stored() {
        return json;
    }

    /// The same content under another revision: what a watcher of a deletion is told.
    public Version<T> at(long otherRevision) {
        var known = object;
        return new Version<>(format, key, otherRevision, json, known);
    }

    /// Number of bytes of [#json()].
    public int length() {
        return json.length + splice(format.splicePoint(json)).length;
    }

    /// This object's JSON, resourceVersion included.
    public byte[] json() {
        return framed(new byte[0], new byte[0]);
    }

    /// This object's JSON between two other texts.
    public byte[] framed(byte[] before, byte[] after) {
        int cut = format.splicePoint(json);
        var splice = splice(cut);
        var all = new byte[before.length + json.length + splice.length + after.length];
        int at = append(all, 0, before, 0, before.length);
        at = append(all, at, json, 0, cut);
        at = append(all, at, splice, 0, splice.length);
        at = append(all, at, json, cut, json.length - cut);
        append(all, at, after, 0, after.length);
        return all;
    }

    /// Number of bytes that [#copyItemTo] writes.
    public int itemLength() {
        int cut = format.splicePoint(json);
        int skipped = format.itemStart(cut);
        return json.length - skipped + (skipped > 0 ? 1 : 0) + splice(cut).length;
    }

    /// Copies this object's JSON into `target` as an item of a list, which lacks kind and
    /// apiVersion unless they can differ from item to item. Answers the position after it.
    public int copyItemTo(byte[] target, int at) {
        int cut = format.splicePoint(json);
        var splice = splice(cut);
        int start = format.itemStart(cut);
        int position = at;
        if (start > 0) {
            target[position++] = '{';
        }
        position = append(target, position, json, start, cut - start);
        position = append(target, position, splice, 0, splice.length);
        return append(target, position, json, cut, json.length - cut);
    }

    private static int append(byte[] target, int at, byte[] source, int from, int length) {
        System.arraycopy(source, from, target, at, length);
        return at + length;
    }

    private byte[] splice(int cut) {
        boolean last = json[cut] == '}';
        return ("\"resourceVersion\":\"" + revision + (last ? "\"" : "\","))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
