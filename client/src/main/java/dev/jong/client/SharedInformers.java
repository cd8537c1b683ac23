package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One informer for each kind, shared by all who ask.
public final class SharedInformers implements AutoCloseable {
    private final Client client;

    /// Guarded by itself, as are `kept`, `started` and `closed`.
    private final Map<String, Informer<?>> informers = new LinkedHashMap<>();

    /// What is to be known of a kind's objects, by the same key; all of them where nothing is said.
    private final Map<String, UnaryOperator<?>> kept = new HashMap<>();

    private boolean started;
    private boolean closed;

    public SharedInformers(Client client) {
        this.client = client;
    }

    /// All objects of the kind. Made on first demand; runs once [#start()] was called.
    @SuppressWarnings("unchecked")
    public <T extends KubernetesObject> Informer<T> of(Kind<T> kind) {
        synchronized (informers) {
            var informer =
                    informers.computeIfAbsent(
                            key(kind),
                            key ->
                                    new Informer<>(
                                            client.resources(kind),
                                            ListOptions.ALL,
                                            (UnaryOperator<T>)
                                                    kept.getOrDefault(
                                                            key, UnaryOperator.identity())));
            if (started && !closed) {
                informer.start();
            }
            return (Informer<T>) informer;
        }
    }

    /// Sets what informers of a kind are to know of each object, so that big parts that nobody
    /// reads take no memory. To be said before the kind is first asked for.
    public <T extends KubernetesObject> void keep(Kind<T> kind, UnaryOperator<T> part) {
        synchronized (informers) {
            if (informers.containsKey(key(kind))) {
                throw new IllegalStateException("the informer of " + kind.plural() + " exists");
            }
            kept.put(key(kind), part);
        }
    }

    private static String key(Kind<?> kind) {
        return kind.apiVersion() + "/" + kind.plural();
    }

    /// The informer of a kind, if someone has asked for it.
    public Optional<Informer<?>> running(Kind<?> kind) {
        synchronized (informers) {
            return Optional.ofNullable(informers.get(key(kind)));
        }
    }

    public void start() {
        synchronized (informers) {
            started = true;
            informers.values().forEach(Informer::start);
        }
    }

    /// Waits for the first lists.
    ///
    /// @return whether all that were asked for have their first list in time
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        for (var informer : all()) {
            if (!informer.awaitSynced(Duration.ofNanos(deadline - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }

    private List<Informer<?>> all() {
        synchronized (informers) {
            return List.copyOf(informers.values());
        }
    }

    @Override
    public void close() {
        synchronized (informers) {
            closed = true;
        }
        all().forEach(Informer::close);
    }
}
