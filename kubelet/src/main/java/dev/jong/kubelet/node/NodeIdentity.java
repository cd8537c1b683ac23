package dev.jong.kubelet.node;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Taint;
import java.util.List;
import java.util.Map;

/// What a node is called and is like, as it registers.
///
/// @param addresses internal addresses, first one first
/// @param capacity replaces what the machine has; empty: the machine's
/// @param port of the kubelet's server, 0 without one
public record NodeIdentity(
        String name,
        List<String> addresses,
        Map<String, String> labels,
        List<Taint> taints,
        Map<String, Quantity> capacity,
        int port,
        String providerId) {
    public NodeIdentity {
        addresses = List.copyOf(addresses);
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        capacity = Map.copyOf(capacity);
    }

    /// Without taints and a server.
    public static NodeIdentity of(
            String name,
            String address,
            Map<String, String> labels,
            Map<String, Quantity> capacity) {
        return new NodeIdentity(name, List.of(address), labels, List.of(), capacity, 0, "");
    }

    public NodeIdentity withPort(int other) {
        return new NodeIdentity(name, addresses, labels, taints, capacity, other, providerId);
    }
}
