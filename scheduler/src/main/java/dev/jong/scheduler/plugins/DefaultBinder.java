package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Binding;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.client.Client;
import dev.jong.client.ResourceClient;
import dev.jong.scheduler.framework.Bind;
import dev.jong.scheduler.nodes.PodDemand;

/// Binds through the `binding` subresource.
public final class DefaultBinder implements Bind {
    private final ResourceClient<Pod> pods;

    public DefaultBinder(Client client) {
        this.pods = client.resources(Pod.KIND);
    }

    @Override
    public boolean bind(PodDemand pod, String node) {
        var metadata = pod.pod().metadata();
        var name = String.valueOf(metadata.name());
        var binding =
                Binding.builder()
                        .metadata(
                                ObjectMeta.builder()
                                        .namespace(metadata.namespace())
                                        .name(name)
                                        .uid(metadata.uid())
                                        .build())
                        .target(ObjectReference.builder().kind("Node").name(node).build())
                        .build();
        pods.inNamespace(metadata.namespace())
                .createSubresource(name, "binding", binding, Binding.KIND);
        return true;
    }
}
