package dev.jong.dns;

import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.SharedInformers;
import java.util.List;
import java.util.Objects;

/// Keeps a [ServiceTable] true to what the API server says.
final class ServiceFeed {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ServiceTable table;
    private final Informer<Service> services;
    private final Lister<EndpointSlice> slicesOfService;

    ServiceFeed(ServiceTable table, SharedInformers informers) {
        this.table = table;
        this.services = informers.of(Service.KIND);
        var slices = informers.of(EndpointSlice.KIND);
        this.slicesOfService =
                slices.index("service", slice -> List.of(serviceOf(slice).toString()));
        informers.of(Namespace.KIND).addHandler(namespaces());
        services.addHandler(InformerHandler.any(service -> refresh(ObjectKey.of(service))));
        slices.addHandler(InformerHandler.any(slice -> refresh(serviceOf(slice))));
    }

    /// Two informers tell: one at a time, so that the newest image always wins.
    private synchronized void refresh(ObjectKey key) {
        services.find(key)
                .ifPresentOrElse(
                        service -> table.put(service, slicesOfService.of(key.toString())),
                        () -> table.remove(key.namespace(), key.name()));
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        var metadata = slice.metadata();
        return new ObjectKey(
                Objects.requireNonNullElse(metadata.namespace(), ""),
                metadata.labels().getOrDefault(SERVICE_NAME, ""));
    }

    private InformerHandler<Namespace> namespaces() {
        return new InformerHandler<>() {
            @Override
            public void added(Namespace namespace, boolean initial) {
                table.putNamespace(ObjectKey.of(namespace).name());
            }

            @Override
            public void updated(Namespace before, Namespace now) {
                table.putNamespace(ObjectKey.of(now).name());
            }

            @Override
            public void deleted(Namespace last) {
                table.removeNamespace(ObjectKey.of(last).name());
            }
        };
    }
}
