package dev.jong.apiserver.webhook;

import dev.jong.api.core.v1.Service;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.service.ServiceEndpoints;
import dev.jong.apiserver.service.ServiceEndpoints.Target;
import java.util.List;
import java.util.random.RandomGenerator;

/// Where a webhook's Service can be reached from here: at an endpoint, else, where this machine has
/// no way to Pods, at the Service's own address.
final class HookPlaces {
    private final Registry registry;
    private final ServiceEndpoints endpoints;

    HookPlaces(Registry registry, RandomGenerator random) {
        this.registry = registry;
        this.endpoints = new ServiceEndpoints(registry, random);
    }

    /// @throws dev.jong.api.errors.ApiException when there is no such Service, port or endpoint
    List<Target> of(HookAddress.Service address) {
        var endpoint = endpoints.pick(address.namespace(), address.name(), address.port());
        var own =
                registry.of(Service.KIND)
                        .get(address.namespace(), address.name(), "0")
                        .object()
                        .spec()
                        .clusterIp();
        return own == null || own.isEmpty() || own.equals("None")
                ? List.of(endpoint)
                : List.of(endpoint, new Target(own, address.port()));
    }
}
