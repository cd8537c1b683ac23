package dev.jong.apiserver.admission;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What plugins look up, without a server.
public final class InMemoryCluster implements Cluster {
    private final List<KubernetesObject> objects = new ArrayList<>();

    public void add(KubernetesObject object) {
        objects.removeIf(other ->
                other.kind().equals(object.kind())
                        && other.namespace().equals(object.namespace())
                        && other.name().equals(object.name()));
        objects.add(object);
    }

    public void remove(Kind<?> kind) {
        objects.removeIf(object -> object.kind().equals(kind));
    }

    @Override
    public <T extends KubernetesObject> Optional<T> find(
            Kind<T> kind, String namespace, String name) {
        return list(kind, namespace).stream()
                .filter(object -> object.name().equals(name))
                .findFirst();
    }

    @Override
    public <T extends KubernetesObject> Optional<T> await(
            Kind<T> kind, String namespace, String name, Duration patience) {
        return find(kind, namespace, name);
    }

    @Override
    public <T extends KubernetesObject> List<T> list(Kind<T> kind, String namespace) {
        return objects.stream()
                .filter(object -> object.kind().equals(kind))
                .filter(object -> namespace.isEmpty() || object.namespace().equals(namespace))
                .map(kind.type()::cast)
                .toList();
    }

    @Override
    public List<Kind<?>> versions(Kind<?> kind) {
        return List.of(kind);
    }

    @Override
    public KubernetesObject convert(KubernetesObject object, Kind<?> kind) {
        return object;
    }

    @Override
    public KubernetesObject read(Kind<?> kind, JsonObject json) {
        return Json.read(json, kind.codec());
    }

    @Override
    public <T extends KubernetesObject> Optional<T> changeStatus(
            Kind<T> kind, String namespace, String name, UnaryOperator<T> change) {
        var changed = find(kind, namespace, name).map(change);
        changed.ifPresent(this::add);
        return changed;
    }
}
