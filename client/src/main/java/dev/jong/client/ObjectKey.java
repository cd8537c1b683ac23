package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.Objects;

/// What tells one object of a kind from the others.
///
/// @param namespace "" for objects of the whole cluster
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    public static ObjectKey of(KubernetesObject object) {
        var metadata = object.metadata();
        return new ObjectKey(
                Objects.requireNonNullElse(metadata.namespace(), ""),
                Objects.requireNonNullElse(metadata.name(), ""));
    }

    /// Reads what [#toString()] writes.
    ///
    /// @param text `namespace/name` or `name`
    public static ObjectKey parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new ObjectKey("", text)
                : new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /// `namespace/name`, or `name` where there is no namespace.
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
