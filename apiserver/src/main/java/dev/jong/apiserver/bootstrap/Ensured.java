package dev.jong.apiserver.bootstrap;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;

/// Objects that must be there.
final class Ensured {
    private Ensured() {}

    /// Creates the object unless one of that name exists, however that one looks.
    @SuppressWarnings("unchecked")
    static <T extends KubernetesObject> void exists(Registry registry, T object) {
        var verbs = registry.of((Kind<T>) object.kind());
        try {
            verbs.get(object.namespace(), object.name());
        } catch (ApiException.NotFound _) {
            try {
                verbs.create(object.namespace(), object, WriteOptions.OWN);
            } catch (ApiException.AlreadyExists _) {
                // another server was faster
            }
        }
    }
}
