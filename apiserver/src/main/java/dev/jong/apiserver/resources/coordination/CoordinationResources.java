package dev.jong.apiserver.resources.coordination;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.apiserver.registry.Resource;

/// The coordination.k8s.io group.
public final class CoordinationResources {
    public static final Resource<Lease> LEASES =
            Resource.of(Lease.KIND)
                    .createOnUpdate()
                    .conditionalUpdatesOnly()
                    .beforeCreate(CoordinationResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .build();

    private CoordinationResources() {}

    /// Without what the gate CoordinatedLeaderElection would let in, which is off in 1.36.
    private static Lease withoutAlpha(Lease lease) {
        return lease.mapSpec(spec -> spec.withStrategy(null).withPreferredHolder(null));
    }
}
