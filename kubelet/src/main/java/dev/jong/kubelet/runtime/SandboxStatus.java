package dev.jong.kubelet.runtime;

import java.util.List;

/// A sandbox with its addresses; empty on the node's own network.
public record SandboxStatus(Sandbox sandbox, List<String> addresses) {
    public SandboxStatus {
        addresses = List.copyOf(addresses);
    }
}
