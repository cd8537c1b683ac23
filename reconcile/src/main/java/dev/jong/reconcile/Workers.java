package dev.jong.reconcile;

import dev.jong.api.KubernetesObject;
import dev.jong.client.Informer;
import dev.jong.client.InformerHandler;
import dev.jong.client.ObjectKey;
import dev.jong.client.SharedInformers;
import dev.jong.foundation.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue and the threads of one running controller.
final class Workers<T extends KubernetesObject> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final Duration SYNC_PATIENCE = Duration.ofMinutes(5);
    private static final Duration OWN_WRITES_PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Informer<T> informer;
    private final Reconciler<T> reconciler;
    private final SharedInformers informers;
    private final Duration resync;
    private final WorkQueue<ObjectKey> queue;

    /// What the last run for an object wrote; touched only by the worker that holds the key.
    private final Map<ObjectKey, WriteLog> unseen = new ConcurrentHashMap<>();

    private final List<Thread> threads = new ArrayList<>();

    Workers(
            String name,
            Reconciler<T> reconciler,
            Informer<T> informer,
            SharedInformers informers,
            Duration resync,
            WorkQueue<ObjectKey> queue) {
        this.name = name;
        this.informer = informer;
        this.reconciler = reconciler;
        this.informers = informers;
        this.resync = resync;
        this.queue = queue;
    }

    <S extends KubernetesObject> void listenTo(Controller.Source<S> source) {
        informers
                .of(source.kind())
                .addHandler(
                        new InformerHandler<S>() {
                            @Override
                            public void added(S object, boolean initial) {
                                wake(null, object);
                            }

                            @Override
                            public void updated(S before, S now) {
                                wake(before, now);
                            }

                            @Override
                            public void deleted(S last) {
                                wake(last, null);
                            }

                            private void wake(@Nullable S before, @Nullable S now) {
                                source.keys().of(before, now).forEach(queue::add);
                            }
                        });
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
        }
    }

    void wake(ObjectKey key, Duration delay) {
        queue.addAfter(key, delay);
    }

    private void work() {
        try {
            if (!informers.awaitSynced(SYNC_PATIENCE)) {
                log.atWarn()
                        .addKeyValue("controller", name)
                        .log("Caches have not synced, working nevertheless");
            }
            for (var key = queue.take(); key.isPresent(); key = queue.take()) {
                try {
                    settle(key.get(), run(key.get()));
                } finally {
                    queue.done(key.get());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome run(ObjectKey key) throws InterruptedException {
        var before = unseen.remove(key);
        if (before != null && !before.await(informers::running, OWN_WRITES_PATIENCE)) {
            log.atWarn()
                    .addKeyValue("controller", name)
                    .addKeyValue("key", key)
                    .log("Cache does not show what was written");
        }
        var writes = new WriteLog();
        try {
            return ScopedValue.where(WriteLog.CURRENT, writes).call(() -> reconcile(key));
        } catch (RuntimeException e) {
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("controller", name)
                    .addKeyValue("key", key)
                    .log("Failed");
            return Outcome.failed(String.valueOf(e.getMessage()));
        } finally {
            if (!writes.isEmpty()) {
                unseen.put(key, writes);
            }
        }
    }

    private Outcome reconcile(ObjectKey key) {
        var object = informer.find(key).orElse(null);
        return object == null ? reconciler.gone(key) : reconciler.reconcile(object);
    }

    private void settle(ObjectKey key, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done() -> {
                queue.forget(key);
                if (!resync.isZero() && informer.find(key).isPresent()) {
                    queue.addAfter(key, resync);
                }
            }
            case Outcome.LookAgain(Duration delay) -> {
                queue.forget(key);
                queue.addAfter(key, delay);
            }
            case Outcome.Failed(String reason) -> {
                log.atInfo()
                        .addKeyValue("controller", name)
                        .addKeyValue("key", key)
                        .addKeyValue("reason", reason)
                        .log("Could not reconcile, will try again");
                queue.retry(key);
            }
        }
    }

    @Override
    public void close() {
        queue.close();
        threads.forEach(Thread::interrupt);
    }
}
