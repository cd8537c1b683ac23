package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.selector.FieldSelector;
import dev.jong.apiserver.admission.Cluster;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.watch.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Answers admission's questions from the registry itself.
public final class RegistryCluster implements Cluster {
    /// What the cache holds now.
    private static final ListQuery CACHED = ListQuery.ALL.from("0");

    private final Registry registry;

    public RegistryCluster(Registry registry) {
        this.registry = registry;
    }

    @Override
    public <T extends KubernetesObject> Optional<T> find(
            Kind<T> kind, String namespace, String name) {
        try {
            return Optional.of(registry.of(kind).get(namespace, name).object());
        } catch (ApiException.NotFound missing) {
            return Optional.empty();
        }
    }

    @Override
    public <T extends KubernetesObject> Optional<T> await(
            Kind<T> kind, String namespace, String name, Duration patience) {
        var found = find(kind, namespace, name);
        if (found.isPresent()) {
            return found;
        }
        var query = ListQuery.ALL.withFields(FieldSelector.equal("metadata.name", name));
        try (var watcher = registry.of(kind).watch(namespace, query, InitialEvents.UNSAID)) {
            long deadline = System.nanoTime() + patience.toNanos();
            for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                if (watcher.poll(Duration.ofNanos(left)).isPresent()) {
                    found = find(kind, namespace, name);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return find(kind, namespace, name);
    }

    @Override
    public <T extends KubernetesObject> List<T> list(Kind<T> kind, String namespace) {
        var items = registry.of(kind).list(namespace, CACHED).items();
        return items.isEmpty() ? List.of() : items.stream().map(Version::object).toList();
    }

    @Override
    public List<Kind<?>> versions(Kind<?> kind) {
        return registry.versions(kind);
    }

    @Override
    public KubernetesObject convert(KubernetesObject object, Kind<?> kind) {
        return registry.convert(object, kind);
    }

    @Override
    public KubernetesObject read(Kind<?> kind, JsonObject json) {
        return registry.read(kind, json);
    }

    @Override
    public <T extends KubernetesObject> Optional<T> changeStatus(
            Kind<T> kind, String namespace, String name, UnaryOperator<T> change) {
        try {
            return Optional.of(
                    RequestContext.of(User.SERVER)
                            .call(() ->
                                    registry.of(kind)
                                            .change(
                                                    namespace,
                                                    name,
                                                    "status",
                                                    change,
                                                    WriteOptions.OWN)
                                            .object()));
        } catch (ApiException.NotFound gone) {
            return Optional.empty();
        }
    }
}
