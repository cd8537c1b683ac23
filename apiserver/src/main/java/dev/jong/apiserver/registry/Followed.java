package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All objects of one resource by `namespace/name` or name, kept by watching the registry.
public final class Followed<T extends KubernetesObject> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Followed.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Verbs<T> verbs;
    private final UnaryOperator<T> kept;
    private final Runnable changed;
    private volatile Map<String, T> objects = Map.of();
    private volatile boolean listed;
    private volatile boolean closed;
    private volatile @Nullable Watcher<T> watcher;

    /// `changed` is called on this one's thread after some changes have been taken in.
    public Followed(Verbs<T> verbs, Runnable changed) {
        this(verbs, UnaryOperator.identity(), changed);
    }

    /// @param kept what of each object is to be known, so that big parts that nobody reads take no
    ///   memory
    public Followed(Verbs<T> verbs, UnaryOperator<T> kept, Runnable changed) {
        this.verbs = verbs;
        this.kept = kept;
        this.changed = changed;
    }

    public void start() {
        var _ =
                Thread.ofVirtual()
                        .name("follow-" + verbs.resource().kind().plural())
                        .start(this::follow);
    }

    /// Empty until the first list has been taken in.
    public Map<String, T> objects() {
        return objects;
    }

    /// Whether the first list has been taken in.
    public boolean listed() {
        return listed;
    }

    private void follow() {
        while (!closed) {
            try {
                followOnce();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("watching {} failed, beginning anew", verbs.resource().kind().plural(), e);
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void followOnce() throws InterruptedException {
        var fresh = new ConcurrentHashMap<String, T>();
        try (var current = verbs.watch("", ListQuery.ALL, InitialEvents.WANTED)) {
            watcher = current;
            var begun = false;
            for (var going = true; going && !closed; ) {
                var notice = current.poll(PATIENCE);
                for (var next = notice.orElse(null);
                        next != null && going;
                        next = current.ready()) {
                    begun = begun || next instanceof Notice.Bookmark<T>;
                    going = take(next, fresh);
                }
                if (begun) {
                    objects = fresh;
                    listed = true;
                    changed.run();
                }
            }
        }
    }

    /// False when the watch has ended.
    private boolean take(Notice<T> notice, Map<String, T> into) {
        return switch (notice) {
            case Notice.Of<T>(var type, var version, _) -> {
                if (type == Notice.Type.DELETED) {
                    into.remove(version.key());
                } else {
                    into.put(version.key(), kept.apply(version.object()));
                }
                yield true;
            }
            case Notice.Bookmark<T> _ -> true;
            case Notice.Expired<T> _ -> false;
            case Notice.Closed<T> _ -> {
                closed = true;
                yield false;
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        var current = watcher;
        if (current != null) {
            current.close();
        }
    }
}
