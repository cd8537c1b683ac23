package dev.jong.client;

import dev.jong.api.Kind;

/// Where a request goes.
///
/// @param namespace "" for the whole cluster
/// @param name "" for the collection
/// @param subresource "" for the object itself
public record Target(Kind<?> kind, String namespace, String name, String subresource) {
    public static Target collection(Kind<?> kind, String namespace) {
        return new Target(kind, namespace, "", "");
    }

    public static Target object(Kind<?> kind, String namespace, String name) {
        return new Target(kind, namespace, name, "");
    }

    public Target subresource(String wanted) {
        return new Target(kind, namespace, name, wanted);
    }

    /// The request's path on an API server: `/apis/apps/v1/namespaces/a/deployments/b/status`.
    public String path() {
        var path =
                new StringBuilder(kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/");
        path.append(kind.version());
        if (!namespace.isEmpty()) {
            path.append("/namespaces/").append(namespace);
        }
        path.append('/').append(kind.plural());
        if (!name.isEmpty()) {
            path.append('/').append(name);
        }
        if (!subresource.isEmpty()) {
            path.append('/').append(subresource);
        }
        return path.toString();
    }
}
