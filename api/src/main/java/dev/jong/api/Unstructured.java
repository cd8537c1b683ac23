package dev.jong.api;

import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.List;

/// An object without a record of its own: typed metadata, and a tree of everything else.
///
/// @param body the fields beside `apiVersion`, `kind` and `metadata`
public record Unstructured(Kind<Unstructured> kind, ObjectMeta metadata, JsonObject body)
        implements KubernetesObject {

    @Override
    public Unstructured withMetadata(ObjectMeta metadata) {
        return new Unstructured(kind, metadata, body);
    }

    public Unstructured withBody(JsonObject body) {
        return new Unstructured(kind, metadata, body);
    }

    /// A kind that is known only at run time, such as a custom resource in one of its versions.
    public static Kind<Unstructured> kind(
            String group,
            String version,
            String name,
            Names names,
            boolean namespaced,
            Schema.Struct schema) {
        var codec = new UnstructuredCodec();
        var kind =
                new Kind<>(
                        Unstructured.class,
                        group,
                        version,
                        name,
                        names.plural(),
                        names.shortNames(),
                        names.categories(),
                        namespaced,
                        codec,
                        schema);
        codec.bind(kind);
        return kind;
    }

    /// What a custom resource is called beside its kind.
    public record Names(String plural, List<String> shortNames, List<String> categories) {
        public Names {
            shortNames = List.copyOf(shortNames);
            categories = List.copyOf(categories);
        }

        public static Names of(String plural) {
            return new Names(plural, List.of(), List.of());
        }
    }
}
