package dev.jong.kubelet.runtime;

/// Where a container stands in the runtime's eyes.
public enum ContainerState {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
}
