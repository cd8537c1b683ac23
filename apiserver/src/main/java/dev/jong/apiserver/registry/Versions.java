package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.custom.Pruning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The versions of a resource: one that is stored, and others between which and it is converted.
final class Versions {
    private Versions() {}

    /// @return `kind` first, then the others as they were added
    static List<Kind<?>> of(Collection<Verbs<?>> all, Kind<?> kind) {
        var versions = new ArrayList<Kind<?>>();
        versions.add(kind);
        var stored = kind;
        for (var verbs : all) {
            if (verbs.resource().kind().equals(kind)) {
                stored = stored(verbs);
            }
        }
        for (var verbs : all) {
            var other = verbs.resource().kind();
            if (!other.equals(kind) && stored(verbs).equals(stored)) {
                versions.add(other);
            }
        }
        return List.copyOf(versions);
    }

    private static Kind<?> stored(Verbs<?> verbs) {
        return verbs instanceof ConvertedVerbs<?, ?> converted
                ? converted.stored()
                : verbs.resource().kind();
    }

    static KubernetesObject convert(
            Collection<Verbs<?>> all, KubernetesObject object, Kind<?> kind) {
        if (object.kind().equals(kind)) {
            return object;
        }
        var stored = toStored(all, object);
        if (stored.kind().equals(kind)) {
            return stored;
        }
        for (var verbs : all) {
            if (verbs instanceof ConvertedVerbs<?, ?> converted
                    && verbs.resource().kind().equals(kind)
                    && converted.stored().equals(stored.kind())) {
                return converted.fromStored(stored);
            }
        }
        throw ApiException.internal("unable to convert to " + kind + ": unknown kind");
    }

    private static KubernetesObject toStored(Collection<Verbs<?>> all, KubernetesObject object) {
        for (var verbs : all) {
            if (verbs instanceof ConvertedVerbs<?, ?> converted
                    && verbs.resource().kind().equals(object.kind())) {
                return converted.toStoredVersion(object);
            }
        }
        return object;
    }

    static <T extends KubernetesObject> T read(Resource<T> resource, JsonObject json) {
        return resource.defaults().apply(pruned(Json.read(json, resource.kind().codec())));
    }

    /// Whatever a webhook or policy adds, a custom object keeps only what is declared.
    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> T pruned(T object) {
        return object instanceof Unstructured custom
                ? (T)
                        custom.withBody(
                                Pruning.prune(custom.body(), custom.kind().schema(), (_, _) -> {}))
                : object;
    }
}
