package dev.jong.apiserver.table;

import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Codec;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;

/// An object reduced to its metadata (`meta.k8s.io/v1` PartialObjectMetadata). Written only.
public record Partial(KubernetesObject object) {
    public static final Codec<Partial> CODEC =
            new Codec<>() {
                @Override
                public Partial read(TokenReader in) {
                    throw new UnsupportedOperationException("never read");
                }

                @Override
                public void write(Partial partial, TokenWriter out) {
                    Table.writePartial(partial.object, true, out);
                }
            };
}
