package dev.jong.apiserver;

import dev.jong.apiserver.aggregation.Aggregator;
import dev.jong.apiserver.openapi.OpenApi;
import dev.jong.apiserver.openapi.RemoteApi;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.route.ResourceRoutes;
import java.util.ArrayList;
import java.util.List;

/// OpenAPI of what is served now.
final class ServedDocuments {
    private final ResourceRoutes routes;
    private final Aggregator aggregator;

    /// Guarded by `this`, as what follows.
    private long seen = -1;

    private List<RemoteApi> remote = List.of();
    private OpenApi documents = new OpenApi(List.of());

    ServedDocuments(ResourceRoutes routes, Aggregator aggregator) {
        this.routes = routes;
        this.aggregator = aggregator;
    }

    synchronized OpenApi current() {
        long changes = routes.registry().changes();
        var others = aggregator.apis();
        if (changes != seen || !others.equals(remote)) {
            var own = new ArrayList<Resource<?>>();
            routes.registry().all().forEach(verbs -> own.add(verbs.resource()));
            routes.virtuals().forEach(virtual -> own.add(described(virtual)));
            documents = new OpenApi(own, others, routes.cbor());
            seen = changes;
            remote = others;
        }
        return documents;
    }

    private static Resource<?> described(ResourceRoutes.Virtual virtual) {
        return Resource.of(virtual.kind()).verbs(virtual.verbs().toArray(String[]::new)).build();
    }
}
