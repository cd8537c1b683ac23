package dev.jong.kubelet.runtime;

/// Kernel namespaces of a sandbox or container. `target` is the container whose processes are seen
/// with [NamespaceMode#TARGET], else empty.
public record NamespaceOptions(
        NamespaceMode network, NamespaceMode pid, NamespaceMode ipc, String target) {}
