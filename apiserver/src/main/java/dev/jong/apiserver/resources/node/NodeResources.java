package dev.jong.apiserver.resources.node;

import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.apiserver.registry.Resource;

/// The node.k8s.io group.
public final class NodeResources {
    public static final Resource<RuntimeClass> RUNTIME_CLASSES =
            Resource.of(RuntimeClass.KIND).conditionalUpdatesOnly().build();

    private NodeResources() {}
}
