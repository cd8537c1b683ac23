package dev.jong.api;

import dev.jong.api.meta.v1.ObjectMeta;

/// What carries a kind and ObjectMeta: every stored object, built-in or custom.
public interface KubernetesObject {
    ObjectMeta metadata();

    KubernetesObject withMetadata(ObjectMeta metadata);

    Kind<?> kind();

    /// `metadata.name`, empty when there is none yet.
    default String name() {
        var name = metadata().name();
        return name == null ? "" : name;
    }

    /// `metadata.namespace`, empty for what has none.
    default String namespace() {
        var namespace = metadata().namespace();
        return namespace == null ? "" : namespace;
    }
}
