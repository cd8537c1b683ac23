package dev.jong.apiserver.resources.discovery;

import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.apiserver.registry.Resource;

/// The discovery.k8s.io group.
public final class DiscoveryResources {
    public static final Resource<EndpointSlice> ENDPOINT_SLICES =
            Resource.of(EndpointSlice.KIND).counted().build();

    private DiscoveryResources() {}
}
