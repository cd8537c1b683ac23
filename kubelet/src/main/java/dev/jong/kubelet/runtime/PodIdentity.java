package dev.jong.kubelet.runtime;

/// Which Pod a sandbox belongs to.
public record PodIdentity(String namespace, String name, String uid) {}
