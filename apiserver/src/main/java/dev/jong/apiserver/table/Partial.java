package dev.jong.apiserver.table;

import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Codec;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;

/// An object reduced to its metadata (`meta.k8s.io/v1` PartialObjectMetadata). Written only.
///
/// @param version of the group that the client asked for: `v1` or `v1beta1`
public record Partial(KubernetesObject object, String version) {
    public static final Codec<Partial> CODEC =
            new Codec<>() {
                @Override
                public Partial read(TokenReader in) {
                    throw new UnsupportedOperationException("never read");
                }

                @Override
                public void write(Partial partial, TokenWriter out) {
                    Table.writePartial(partial.object, partial.version, out);
                }
            };
}
