package dev.jong.apiserver;

import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import java.util.List;

/// The namespaces that every cluster has.
final class SystemNamespaces {
    private static final List<String> NAMES =
            List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private final Registry registry;

    SystemNamespaces(Registry registry) {
        this.registry = registry;
    }

    /// Makes those that are missing.
    void ensure() {
        RequestContext.of(User.SERVER).run(() -> NAMES.forEach(this::ensure));
    }

    private void ensure(String name) {
        var namespaces = registry.of(Namespace.KIND);
        try {
            var unused = namespaces.get("", name);
            assert unused != null;
        } catch (ApiException.NotFound _) {
            var wanted = Namespace.EMPTY.withMetadata(ObjectMeta.EMPTY.withName(name));
            try {
                var unused = namespaces.create("", wanted, WriteOptions.DEFAULT);
                assert unused != null;
            } catch (ApiException.AlreadyExists _) {
                // another server was faster
            }
        }
    }
}
