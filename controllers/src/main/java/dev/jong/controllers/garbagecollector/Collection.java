package dev.jong.controllers.garbagecollector;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.Discovery;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.garbagecollector.References.Fate;
import dev.jong.controllers.pod.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Decides and performs what becomes of one object.
final class Collection {
    private static final int REMEMBERED = 5000;

    private final Client client;
    private final OwnerGraph graph;
    private final Consumer<Item> wake;

    /// Kinds by group and name, whatever version a reference names.
    private final Map<String, Kind<?>> kinds = new ConcurrentHashMap<>();

    /// Uids of objects that are gone for good; guarded by itself.
    private final Map<String, Boolean> absent =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Collection(Client client, OwnerGraph graph, Consumer<Item> wake) {
        this.client = client;
        this.graph = graph;
        this.wake = wake;
    }

    void know(Discovery.Served served, Kind<?> kind) {
        kinds.put(served.group() + "/" + served.kind(), kind);
    }

    void noteAbsent(String uid) {
        synchronized (absent) {
            absent.put(uid, true);
        }
    }

    /// Looks at one object.
    ///
    /// @return whether it is settled; else it must be looked at again
    boolean process(Item item) {
        var known = graph.find(item);
        return known.isEmpty() || process(item, known.get(), client.resources(item.kind()));
    }

    private <T extends KubernetesObject> boolean process(
            Item item, KubernetesObject object, ResourceClient<T> resources) {
        var own = resources.inNamespace(item.key().namespace());
        try {
            return settle(item, object, own);
        } catch (ApiException e) {
            if (Refused.notFound(e)) {
                return true;
            }
            if (e.code() == 409) {
                // the cache is behind: what it does not know yet will wake us, and if not we look
                // again
                return false;
            }
            throw e;
        }
    }

    private <T extends KubernetesObject> boolean settle(
            Item item, KubernetesObject object, ResourceClient<T> own) {
        if (References.orphansDependents(object)) {
            return orphan(item, object, own);
        }
        if (References.waitsForDependents(object)) {
            return deleteDependents(item, object, own);
        }
        if (References.isBeingDeleted(object) || object.metadata().ownerReferences().isEmpty()) {
            return true;
        }
        var owners = classify(item, object);
        if (owners.isEmpty()) {
            return false;
        }
        var name = item.key().name();
        switch (References.fate(object, owners.get(), graph.dependents(item.uid()))) {
            case Fate.Keep() -> {}
            case Fate.Detach(Set<String> uids) -> own.patch(name, References.without(object, uids));
            case Fate.DeleteLast(boolean unblock) -> {
                if (unblock) {
                    own.patch(name, References.unblocked(object));
                    own.delete(
                            name,
                            Deletion.onlyUid(item.uid())
                                    .withPropagation(Deletion.Propagation.FOREGROUND));
                } else {
                    own.delete(
                            name,
                            onlyThis(object).withPropagation(Deletion.Propagation.FOREGROUND));
                }
            }
            case Fate.Delete(Deletion.Propagation propagation) ->
                    own.delete(name, onlyThis(object).withPropagation(propagation));
        }
        return true;
    }

    private static Deletion onlyThis(KubernetesObject object) {
        return Deletion.onlyUid(object.metadata().uid())
                .withResourceVersion(object.metadata().resourceVersion());
    }

    private <T extends KubernetesObject> boolean orphan(
            Item item, KubernetesObject object, ResourceClient<T> own) {
        boolean all = true;
        var dependents = new ArrayList<Item>();
        graph.forEachDependent(item.uid(), dependents::add);
        for (var dependent : dependents) {
            all &= detach(dependent, item.uid());
        }
        if (all) {
            own.patch(item.key().name(), References.withoutFinalizer(object, References.ORPHAN));
        }
        return all;
    }

    private boolean detach(Item dependent, String ownerUid) {
        var known = graph.find(dependent);
        if (known.isEmpty()) {
            return true;
        }
        try {
            client.resources(dependent.kind())
                    .inNamespace(dependent.key().namespace())
                    .patch(
                            dependent.key().name(),
                            References.without(known.get(), Set.of(ownerUid)));
            return true;
        } catch (ApiException e) {
            if (Refused.notFound(e)) {
                return true;
            }
            if (e.code() == 409) {
                return false;
            }
            throw e;
        }
    }

    private <T extends KubernetesObject> boolean deleteDependents(
            Item item, KubernetesObject object, ResourceClient<T> own) {
        var blocking = new ArrayList<Item>();
        graph.forEachDependent(
                item.uid(),
                dependent ->
                        graph.find(dependent)
                                .filter(found -> References.blocks(found, item.uid()))
                                .ifPresent(_ -> blocking.add(dependent)));
        if (blocking.isEmpty()) {
            own.patch(
                    item.key().name(), References.withoutFinalizer(object, References.FOREGROUND));
            return true;
        }
        blocking.stream()
                .filter(dependent ->
                        graph.find(dependent).filter(References::waitsForDependents).isEmpty())
                .forEach(wake);
        return true;
    }

    /// Empty if a kind is not known (yet).
    private Optional<References.Owners> classify(Item item, KubernetesObject object) {
        var solid = new ArrayList<OwnerReference>();
        var dangling = new ArrayList<OwnerReference>();
        var waiting = new ArrayList<OwnerReference>();
        for (var reference : object.metadata().ownerReferences()) {
            var kind = kinds.get(group(reference.apiVersion()) + "/" + reference.kind());
            if (kind == null) {
                return Optional.empty();
            }
            if (kind.namespaced() && item.key().namespace().isEmpty()) {
                // nothing of the whole cluster can belong to a namespace: leave it alone
                solid.add(reference);
                continue;
            }
            var owner = owner(item, reference, kind);
            if (owner.isEmpty()) {
                dangling.add(reference);
            } else if (References.waitsForDependents(owner.get())) {
                waiting.add(reference);
            } else {
                solid.add(reference);
            }
        }
        return Optional.of(new References.Owners(solid, dangling, waiting));
    }

    private Optional<? extends KubernetesObject> owner(
            Item item, OwnerReference reference, Kind<?> kind) {
        synchronized (absent) {
            if (absent.containsKey(reference.uid())) {
                return Optional.empty();
            }
        }
        var key = new ObjectKey(kind.namespaced() ? item.key().namespace() : "", reference.name());
        var known = graph.find(new Item(kind, key, reference.uid()));
        if (known.isPresent()) {
            return known;
        }
        var found =
                client.resources(kind)
                        .find(key)
                        .filter(object -> OwnerGraph.uid(object).equals(reference.uid()));
        if (found.isEmpty() && graph.ofUid(reference.uid()).isEmpty()) {
            noteAbsent(reference.uid());
        }
        return found;
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
