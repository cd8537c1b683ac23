package dev.jong.apiserver.table;

import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Codec;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.api.meta.v1.ListMeta;
import dev.jong.api.meta.v1.PartialObjectMetadata;
import dev.jong.api.meta.v1.PartialObjectMetadataList;
import dev.jong.api.proto.Envelope;
import java.util.List;

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

    /// As protobuf, in its envelope.
    public byte[] protobuf() {
        return Envelope.of(
                group(version),
                "PartialObjectMetadata",
                new PartialObjectMetadata(object.metadata()),
                PartialObjectMetadata.CODEC);
    }

    /// A list of such as protobuf, in its envelope.
    public static byte[] protobufList(
            ListMeta metadata, List<? extends KubernetesObject> objects, String version) {
        var items =
                objects.stream()
                        .map(object -> new PartialObjectMetadata(object.metadata()))
                        .toList();
        return Envelope.of(
                group(version),
                "PartialObjectMetadataList",
                new PartialObjectMetadataList(metadata, items),
                PartialObjectMetadataList.CODEC);
    }

    private static String group(String version) {
        return "meta.k8s.io/" + version;
    }
}
