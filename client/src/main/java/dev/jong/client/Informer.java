package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All objects of a kind, kept up to date by a watch.
///
/// A look-up never waits, a list is of one moment. Changes are applied and told to handlers by one
/// thread, in the server's order. A new list, after a watch was lost, is told as the difference.
///
/// Objects come without `metadata.managedFields`: nobody who follows a kind asks who owns a field,
/// and it takes more memory than most objects do. An update that carries none keeps the server's.
public final class Informer<T extends KubernetesObject> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Informer.class);
    private static final String BY_NAMESPACE = "namespace";

    private final ResourceClient<T> source;
    private final Reflector<T> reflector;
    private final UnaryOperator<T> kept;

    /// Guards changes of `image`, and writes of `version`, `synced` and `handlers`.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition moved = lock.newCondition();
    private final List<InformerHandler<? super T>> handlers = new ArrayList<>();
    private final Image<T> image = new Image<>();
    private volatile long version;
    private volatile boolean synced;
    private @Nullable Thread thread;

    /// Not yet started.
    ///
    /// @param selection what part of the kind to know
    public Informer(ResourceClient<T> source, ListOptions selection) {
        this(source, selection, UnaryOperator.identity());
    }

    /// @param kept what of each object is to be known; it must keep the metadata
    public Informer(ResourceClient<T> source, ListOptions selection, UnaryOperator<T> kept) {
        this.source = source;
        this.kept = kept;
        this.reflector = new Reflector<>(source, selection, this);
        image.index(BY_NAMESPACE, Indexes::namespace);
    }

    public Kind<T> kind() {
        return source.kind();
    }

    /// Begins to list and watch, in the background. A second call does nothing.
    public void start() {
        lock.lock();
        try {
            if (thread == null) {
                thread = Thread.ofVirtual().name("informer-" + kind().plural()).start(reflector);
            }
        } finally {
            lock.unlock();
        }
    }

    public Optional<T> find(ObjectKey key) {
        return Optional.ofNullable(image.get(key));
    }

    public Optional<T> find(@Nullable String namespace, String name) {
        return find(new ObjectKey(namespace == null ? "" : namespace, name));
    }

    /// In no order.
    public List<T> list() {
        return image.list();
    }

    /// In no order.
    public List<T> inNamespace(@Nullable String namespace) {
        return image.list(BY_NAMESPACE, namespace == null ? "" : namespace);
    }

    public int size() {
        return image.size();
    }

    /// Adds an index, or finds the one of that name; works before and after the start.
    public Lister<T> index(String name, Function<? super T, ? extends Collection<String>> terms) {
        image.index(name, terms);
        return term -> image.list(name, term);
    }

    /// The handler is told of what is known already, then of every change.
    public void addHandler(InformerHandler<? super T> handler) {
        lock.lock();
        try {
            handlers.add(handler);
            image.list().forEach(object -> tell(handler, new Added<>(object, true)));
        } finally {
            lock.unlock();
        }
    }

    /// Whether the first list is in the image and has been told to the handlers.
    public boolean hasSynced() {
        return synced;
    }

    /// Waits for the first list.
    ///
    /// @return whether it came to pass in time
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        return await(() -> synced, patience);
    }

    /// The newest resourceVersion this informer has seen everything up to; 0 before the first list.
    public long version() {
        return version;
    }

    /// Waits until a write that was answered with this version is in the image.
    public boolean awaitVersion(long wanted, Duration patience) throws InterruptedException {
        return version >= wanted || await(() -> version >= wanted, patience);
    }

    /// Waits until no object of that key is in the image, or one that is being deleted.
    public boolean awaitGone(ObjectKey key, Duration patience) throws InterruptedException {
        return await(
                () -> {
                    var known = image.get(key);
                    return known == null || known.metadata().deletionTimestamp() != null;
                },
                patience);
    }

    @Override
    public void close() {
        reflector.close();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private boolean await(BooleanSupplier goal, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!goal.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = moved.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a whole list as the new truth.
    void replace(List<T> objects, String listVersion) {
        lock.lock();
        try {
            var now = new HashMap<ObjectKey, T>();
            objects.forEach(object -> now.put(ObjectKey.of(object), kept(object)));
            for (var known : image.list()) {
                var key = ObjectKey.of(known);
                if (!now.containsKey(key)) {
                    apply(key, null, false);
                }
            }
            boolean first = !synced;
            for (Map.Entry<ObjectKey, T> entry : now.entrySet()) {
                var before = image.get(entry.getKey());
                if (before == null || !versionOf(before).equals(versionOf(entry.getValue()))) {
                    apply(entry.getKey(), entry.getValue(), first);
                }
            }
            synced = true;
            advance(listVersion);
        } finally {
            lock.unlock();
        }
    }

    void changed(T object) {
        lock.lock();
        try {
            apply(ObjectKey.of(object), kept(object), false);
            advance(versionOf(object));
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked")
    private T kept(T object) {
        var metadata = object.metadata();
        return kept.apply(
                metadata.managedFields().isEmpty()
                        ? object
                        : (T) object.withMetadata(metadata.withManagedFields(List.of())));
    }

    void gone(T object) {
        lock.lock();
        try {
            apply(ObjectKey.of(object), null, false);
            advance(versionOf(object));
        } finally {
            lock.unlock();
        }
    }

    void advance(String seen) {
        lock.lock();
        try {
            long parsed = number(seen);
            if (parsed > version) {
                version = parsed;
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void apply(ObjectKey key, @Nullable T now, boolean initial) {
        var before = image.change(key, now);
        if (before == null && now == null) {
            return;
        }
        Delta<T> delta =
                now == null
                        ? new Deleted<>(Objects.requireNonNull(before))
                        : before == null ? new Added<>(now, initial) : new Updated<>(before, now);
        handlers.forEach(handler -> tell(handler, delta));
    }

    private sealed interface Delta<T> {}

    private record Added<T>(T object, boolean initial) implements Delta<T> {}

    private record Updated<T>(T before, T now) implements Delta<T> {}

    private record Deleted<T>(T last) implements Delta<T> {}

    private void tell(InformerHandler<? super T> handler, Delta<T> delta) {
        try {
            switch (delta) {
                case Added<T>(T object, boolean initial) -> handler.added(object, initial);
                case Updated<T>(T before, T now) -> handler.updated(before, now);
                case Deleted<T>(T last) -> handler.deleted(last);
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("kind", kind().name()).log("Handler failed");
        }
    }

    private static String versionOf(KubernetesObject object) {
        return Objects.requireNonNullElse(object.metadata().resourceVersion(), "");
    }

    private static long number(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
