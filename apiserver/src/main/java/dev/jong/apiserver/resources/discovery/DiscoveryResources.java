package dev.jong.apiserver.resources.discovery;

import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.apiserver.registry.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The discovery.k8s.io group.
public final class DiscoveryResources {
    public static final Resource<EndpointSlice> ENDPOINT_SLICES =
            Resource.of(EndpointSlice.KIND)
                    .counted()
                    .countedWhen(
                            (now, old) -> !now.metadata().labels().equals(old.metadata().labels()))
                    .warnings(DiscoveryResources::warnings)
                    .build();

    private DiscoveryResources() {}

    private static List<String> warnings(EndpointSlice slice, @Nullable EndpointSlice old) {
        return old == null && slice.addressType().equals("FQDN")
                ? List.of("spec.addressType: FQDN endpoints are deprecated")
                : List.of();
    }
}
