package dev.jong.controllers.podautoscaler;

import dev.jong.api.GroupResource;
import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.autoscaling.v2.CrossVersionObjectReference;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.Discovery;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Reads and writes the `scale` subresource of whatever an autoscaler refers to, custom resources
/// included.
final class ScaleTarget {
    private static final int CONFLICT = 409;
    private static final int ATTEMPTS = 5;

    private final Client client;

    /// Kinds of custom resources, found out by discovery.
    private final Map<CrossVersionObjectReference, Kind<?>> discovered = new ConcurrentHashMap<>();

    ScaleTarget(Client client) {
        this.client = client;
    }

    Scale read(CrossVersionObjectReference target, String namespace) {
        return client.resources(kind(target))
                .inNamespace(namespace)
                .getSubresource(target.name(), "scale", Scale.KIND);
    }

    /// Writes the number; if someone else wrote in between, again.
    Scale write(CrossVersionObjectReference target, Scale read, int replicas) {
        var scales = client.resources(kind(target)).inNamespace(read.metadata().namespace());
        var scale = read;
        for (int attempt = 1; ; attempt++) {
            try {
                return scales.updateSubresource(
                        target.name(),
                        "scale",
                        scale.mapSpec(spec -> spec.withReplicas(replicas)),
                        Scale.KIND);
            } catch (ApiException e) {
                if (e.code() != CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                scale = scales.getSubresource(target.name(), "scale", Scale.KIND);
            }
        }
    }

    /// The resource that objects of this kind are served as.
    GroupResource resource(CrossVersionObjectReference object) {
        var kind = kind(object);
        return new GroupResource(kind.group(), kind.plural());
    }

    private Kind<?> kind(CrossVersionObjectReference target) {
        var apiVersion = Objects.requireNonNullElse(target.apiVersion(), "v1");
        int slash = apiVersion.indexOf('/');
        if (apiVersion.indexOf('/', slash + 1) > 0 && slash > 0) {
            throw ApiException.badRequest("unexpected GroupVersion string: " + apiVersion);
        }
        var group = slash < 0 ? "" : apiVersion.substring(0, slash);
        var known = Kinds.find(group, apiVersion.substring(slash + 1), target.kind());
        if (known.isPresent()) {
            return known.get();
        }
        var any = target.withName("");
        var before = discovered.get(any);
        if (before != null) {
            return before;
        }
        var found =
                discover(group, target.kind())
                        .orElseThrow(() ->
                                ApiException.badRequest(
                                        "no matches for kind \""
                                                + target.kind()
                                                + "\" in group \""
                                                + group
                                                + "\""));
        discovered.put(any, found);
        return found;
    }

    private Optional<Kind<?>> discover(String group, String kind) {
        return client.discovery().preferred(new ArrayList<>()).stream()
                .filter(served -> served.group().equals(group) && served.kind().equals(kind))
                .findFirst()
                .map(Discovery.Served::resolve);
    }
}
