package dev.jong.apiserver.resources.discovery;

import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.apiserver.registry.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The discovery.k8s.io group.
public final class DiscoveryResources {
    public static final Resource<EndpointSlice> ENDPOINT_SLICES =
            Resource.of(EndpointSlice.KIND)
                    .counted()
                    .countedWhen(
                            (now, old) -> !now.metadata().labels().equals(old.metadata().labels()))
                    .beforeCreate(DiscoveryResources::withoutTopology)
                    .beforeUpdate((now, old) ->
                            now.endpoints().equals(old.endpoints()) ? now : withoutTopology(now))
                    .warnings(DiscoveryResources::warnings)
                    .build();

    private DiscoveryResources() {}

    /// The topology of endpoints is a field of the old version that this one only shows.
    private static EndpointSlice withoutTopology(EndpointSlice slice) {
        return slice.withEndpoints(
                slice.endpoints().stream()
                        .map(endpoint -> endpoint.withDeprecatedTopology(Map.of()))
                        .toList());
    }

    private static List<String> warnings(EndpointSlice slice, @Nullable EndpointSlice old) {
        return old == null && slice.addressType().equals("FQDN")
                ? List.of("spec.addressType: FQDN endpoints are deprecated")
                : List.of();
    }
}
