package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.discovery.v1.EndpointSlice;

/// What EndpointSlices get that do not say otherwise.
final class DiscoveryDefaults {
    private DiscoveryDefaults() {}

    static EndpointSlice endpointSlice(EndpointSlice slice) {
        return slice.withPorts(
                slice.ports().stream()
                        .map(port ->
                                port.withName(requireNonNullElse(port.name(), ""))
                                        .withProtocol(requireNonNullElse(port.protocol(), "TCP")))
                        .toList());
    }
}
