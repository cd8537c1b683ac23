package dev.jong.apiserver.watch;

import dev.jong.api.Unstructured;
import dev.jong.api.json.Codec;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.api.meta.v1.ObjectMeta;

/// Custom objects with their metadata before the fields of their own, as [ObjectFormat] wants it.
/// Written only.
final class CustomStorage {
    static final Codec<Unstructured> CODEC =
            new Codec<>() {
                @Override
                public Unstructured read(TokenReader in) {
                    throw new UnsupportedOperationException("read by the kind's codec");
                }

                @Override
                public void write(Unstructured object, TokenWriter out) {
                    out.beginObject();
                    out.name("apiVersion").string(object.kind().apiVersion());
                    out.name("kind").string(object.kind().name());
                    out.name("metadata");
                    ObjectMeta.CODEC.write(object.metadata(), out);
                    object.body().fields().forEach((name, value) -> out.name(name).value(value));
                    out.endObject();
                }
            };

    private CustomStorage() {}
}
