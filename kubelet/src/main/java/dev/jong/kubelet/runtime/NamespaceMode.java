package dev.jong.kubelet.runtime;

/// Whose kernel namespace a container joins.
public enum NamespaceMode {
    POD,
    CONTAINER,
    NODE,
    TARGET
}
