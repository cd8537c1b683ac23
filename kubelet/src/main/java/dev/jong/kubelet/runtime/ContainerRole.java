package dev.jong.kubelet.runtime;

/// What a container is to its Pod.
public enum ContainerRole {
    INIT,
    SIDECAR,
    MAIN,
    EPHEMERAL;

    /// Whether it must end before the Pod goes on.
    public boolean runsToEnd() {
        return this == INIT;
    }
}
