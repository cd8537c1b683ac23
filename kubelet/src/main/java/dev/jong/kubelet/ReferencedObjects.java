package dev.jong.kubelet;

import dev.jong.api.KubernetesObject;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.ListOptions;
import dev.jong.client.ResourceClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Objects of one kind that Pods of this node refer to, each followed by a watch of its own and
/// only as long as a Pod refers to it, so that a node sees no more than it needs (as upstream's
/// watch-based manager of ConfigMaps and Secrets).
final class ReferencedObjects<T extends KubernetesObject> implements AutoCloseable {
    /// Until its first list has come, an object is asked for.
    private static final Duration FIRST_LIST = Duration.ofSeconds(1);

    private final ResourceClient<T> source;
    private final Consumer<String> changed;
    private final Map<Key, Followed<T>> followed = new HashMap<>(); // guarded by this

    private record Key(String namespace, String name) {}

    /// @param pods uids of those that refer to it; guarded by the outer object
    private record Followed<T extends KubernetesObject>(Informer<T> informer, Set<String> pods) {}

    /// @param changed is told the uids of Pods that refer to an object that changed; must return at
    ///   once
    ReferencedObjects(ResourceClient<T> source, Consumer<String> changed) {
        this.source = source;
        this.changed = changed;
    }

    /// From now on a Pod refers to these objects of its namespace, and to no others.
    synchronized void refer(String podUid, String namespace, Set<String> names) {
        for (var name : names) {
            followed.computeIfAbsent(new Key(namespace, name), this::follow).pods.add(podUid);
        }
        followed.entrySet()
                .removeIf(entry -> {
                    var key = entry.getKey();
                    boolean kept = key.namespace.equals(namespace) && names.contains(key.name);
                    return !kept && leave(entry.getValue(), podUid);
                });
    }

    /// A Pod is gone.
    void forget(String podUid) {
        refer(podUid, "", Set.of());
    }

    /// Whether nobody else refers to it.
    private static boolean leave(Followed<?> object, String podUid) {
        if (!object.pods.remove(podUid) || !object.pods.isEmpty()) {
            return false;
        }
        object.informer.close();
        return true;
    }

    private Followed<T> follow(Key key) {
        var informer =
                new Informer<>(
                        source.inNamespace(key.namespace),
                        ListOptions.fields("metadata.name=" + key.name));
        informer.addHandler(
                new InformerHandler<>() {
                    @Override
                    public void added(T object, boolean initial) {
                        if (!initial) {
                            tell(key);
                        }
                    }

                    @Override
                    public void updated(T before, T now) {
                        tell(key);
                    }

                    @Override
                    public void deleted(T last) {
                        tell(key);
                    }
                });
        informer.start();
        return new Followed<>(informer, new HashSet<>());
    }

    private void tell(Key key) {
        podsOf(key).forEach(changed);
    }

    private synchronized List<String> podsOf(Key key) {
        var object = followed.get(key);
        return object == null ? List.of() : List.copyOf(object.pods);
    }

    /// The object as it is now.
    Optional<T> find(String namespace, String name) {
        var informer = informer(new Key(namespace, name));
        try {
            if (informer != null && informer.awaitSynced(FIRST_LIST)) {
                return informer.find(namespace, name);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return source.inNamespace(namespace).find(name);
    }

    private synchronized @Nullable Informer<T> informer(Key key) {
        var object = followed.get(key);
        return object == null ? null : object.informer;
    }

    /// How many objects are followed.
    synchronized int size() {
        return followed.size();
    }

    @Override
    public synchronized void close() {
        followed.values().forEach(each -> each.informer.close());
        followed.clear();
    }
}
