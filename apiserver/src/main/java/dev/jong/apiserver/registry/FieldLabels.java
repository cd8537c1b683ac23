package dev.jong.apiserver.registry;

import dev.jong.api.GoText;
import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import java.util.Set;

/// The fields that field selectors of a kind may name. A kind that names none of its own has
/// `metadata.name` and `metadata.namespace`, even where it has no namespaces; one that does has the
/// latter only where it makes sense, as do custom resources.
///
/// @param own besides those of the metadata
record FieldLabels(Kind<?> kind, Set<String> own) {
    static FieldLabels of(Resource<?> resource) {
        return new FieldLabels(resource.kind(), resource.fields().keySet());
    }

    /// @throws ApiException 400 when objects of the kind cannot be chosen by it
    void demand(String field) {
        boolean known =
                switch (field) {
                    case "metadata.name" -> true;
                    case "metadata.namespace" -> isGeneric() || kind.namespaced();
                    default -> own.contains(field);
                };
        if (!known) {
            throw ApiException.badRequest(refusal(field));
        }
    }

    private boolean isGeneric() {
        return own.isEmpty() && kind.type() != Unstructured.class;
    }

    private String refusal(String field) {
        if (kind.name().equals("Job")) {
            return "field label " + GoText.quote(field) + " not supported for Job";
        }
        if (isGeneric()) {
            return '"'
                    + field
                    + "\" is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\"";
        }
        var among =
                kind.group().equals("resource.k8s.io")
                        ? " for " + kind.apiVersion() + ", Kind=" + kind.name()
                        : "";
        return "field label not supported" + among + ": " + field;
    }
}
