package dev.jong.controllers.garbagecollector;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.Lister;
import dev.jong.client.SharedInformers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who owns whom, over all kinds that are watched; always as the informers know it now.
final class OwnerGraph {
    private final SharedInformers informers;
    private final Map<Kind<?>, Watched<?>> watched = new ConcurrentHashMap<>();

    /// A kind in the graph.
    private record Watched<T extends KubernetesObject>(
            Informer<T> informer, Lister<T> byOwner, Lister<T> byUid) {}

    /// Told of every change.
    interface Listener {
        /// An object came, changed or went.
        ///
        /// @param now null: gone
        void changed(
                Kind<?> kind, @Nullable KubernetesObject before, @Nullable KubernetesObject now);
    }

    OwnerGraph(SharedInformers informers) {
        this.informers = informers;
    }

    boolean watches(Kind<?> kind) {
        return watched.containsKey(kind);
    }

    <T extends KubernetesObject> void watch(Kind<T> kind, Listener listener) {
        var informer = informers.of(kind);
        var entry =
                new Watched<>(
                        informer,
                        informer.index("owner", Indexes::ownerUids),
                        informer.index("uid", object -> List.of(uid(object))));
        if (watched.putIfAbsent(kind, entry) == null) {
            informer.addHandler(handler(kind, listener));
        }
    }

    private static InformerHandler<KubernetesObject> handler(Kind<?> kind, Listener listener) {
        return new InformerHandler<>() {
            @Override
            public void added(KubernetesObject object, boolean initial) {
                listener.changed(kind, null, object);
            }

            @Override
            public void updated(KubernetesObject before, KubernetesObject now) {
                listener.changed(kind, before, now);
            }

            @Override
            public void deleted(KubernetesObject last) {
                listener.changed(kind, last, null);
            }
        };
    }

    Optional<KubernetesObject> find(Item item) {
        var entry = watched.get(item.kind());
        return entry == null
                ? Optional.empty()
                : entry.informer()
                        .find(item.key())
                        .filter(object -> uid(object).equals(item.uid()))
                        .map(each -> each);
    }

    /// The object of that uid, whatever its kind.
    Optional<Item> ofUid(String uid) {
        for (var entry : watched.entrySet()) {
            for (var object : entry.getValue().byUid().of(uid)) {
                return Optional.of(Item.of(entry.getKey(), object));
            }
        }
        return Optional.empty();
    }

    List<KubernetesObject> dependents(String uid) {
        var found = new ArrayList<KubernetesObject>();
        watched.values().forEach(entry -> found.addAll(entry.byOwner().of(uid)));
        return found;
    }

    void forEachDependent(String uid, Consumer<Item> action) {
        watched.forEach((kind, entry) ->
                entry.byOwner().of(uid).forEach(object -> action.accept(Item.of(kind, object))));
    }

    static String uid(KubernetesObject object) {
        return Objects.requireNonNullElse(object.metadata().uid(), "");
    }
}
