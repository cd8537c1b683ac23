package dev.jong.api;

import dev.jong.api.json.Codec;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// Fields in order of their names, as Go writes a map, with `apiVersion`, `kind` and `metadata`
/// among them. Wrong types in the metadata are told as upstream tells them, which reads a custom
/// object's metadata on its own: `ObjectMeta.labels`, not `ObjectMeta.metadata.labels`.
final class UnstructuredCodec implements Codec<Unstructured> {
    private @Nullable Kind<Unstructured> kind;

    /// Kind and codec know each other.
    void bind(Kind<Unstructured> kind) {
        this.kind = kind;
    }

    private Kind<Unstructured> kind() {
        var bound = kind;
        if (bound == null) {
            throw new IllegalStateException("codec without kind");
        }
        return bound;
    }

    @Override
    public String goType() {
        return "unstructured.Unstructured";
    }

    @Override
    public Unstructured read(TokenReader in) {
        var metadata = ObjectMeta.EMPTY;
        var body = new HashMap<String, JsonValue>();
        if (in.beginObject(null)) {
            for (var field = in.nextField(); field != null; field = in.nextField()) {
                switch (field) {
                    case "apiVersion", "kind" -> in.readString();
                    case "metadata" -> metadata = ObjectMeta.CODEC.read(in);
                    default -> body.put(field, in.readValue());
                }
            }
        }
        return new Unstructured(kind(), metadata, new JsonObject(body));
    }

    @Override
    public void write(Unstructured object, TokenWriter out) {
        out.beginObject();
        writeFields(object, out);
        out.endObject();
    }

    /// Custom objects name their kind in lists too.
    @Override
    public void writeFields(Unstructured object, TokenWriter out) {
        out.name("apiVersion").string(object.kind().apiVersion());
        var pending = object.body().fields().entrySet().iterator();
        boolean kindWritten = false;
        boolean metadataWritten = false;
        while (pending.hasNext()) {
            var field = pending.next();
            if (!kindWritten && field.getKey().compareTo("kind") > 0) {
                out.name("kind").string(object.kind().name());
                kindWritten = true;
            }
            if (!metadataWritten && field.getKey().compareTo("metadata") > 0) {
                out.name("metadata").with(object.metadata(), ObjectMeta.CODEC);
                metadataWritten = true;
            }
            out.name(field.getKey()).value(field.getValue());
        }
        if (!kindWritten) {
            out.name("kind").string(object.kind().name());
        }
        if (!metadataWritten) {
            out.name("metadata").with(object.metadata(), ObjectMeta.CODEC);
        }
    }
}
