package dev.jong.apiserver.resources.scheduling;

import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.apiserver.registry.Resource;

/// The scheduling.k8s.io group.
public final class SchedulingResources {
    public static final Resource<PriorityClass> PRIORITY_CLASSES =
            Resource.of(PriorityClass.KIND)
                    .ratchets()
                    // What counts never changes.
                    .beforeCreate(priority -> priority.mapMetadata(meta -> meta.withGeneration(1)))
                    .build();

    private SchedulingResources() {}
}
