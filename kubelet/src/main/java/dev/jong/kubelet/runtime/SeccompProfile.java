package dev.jong.kubelet.runtime;

/// Which system calls are allowed; also the shape of an AppArmor profile.
public sealed interface SeccompProfile {
    record Unconfined() implements SeccompProfile {}

    record RuntimeDefault() implements SeccompProfile {}

    /// A profile of the node, by path (seccomp) or name (AppArmor).
    record Localhost(String reference) implements SeccompProfile {}
}
