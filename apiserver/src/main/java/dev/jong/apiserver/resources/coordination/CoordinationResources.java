package dev.jong.apiserver.resources.coordination;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.apiserver.registry.Resource;

/// The coordination.k8s.io group.
public final class CoordinationResources {
    public static final Resource<Lease> LEASES =
            Resource.of(Lease.KIND).createOnUpdate().conditionalUpdatesOnly().build();

    private CoordinationResources() {}
}
