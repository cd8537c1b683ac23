package dev.jong.apiserver.registry;

import dev.jong.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Does one request's work on many objects with several threads, so that the store can write
/// together what waits for it at the same time.
final class Workers {
    private static final int MOST = 16;

    private Workers() {}

    /// Stops taking up items once one fails.
    ///
    /// @throws RuntimeException the first failure
    static <A> void forEach(List<A> items, Consumer<A> work) {
        var next = new AtomicInteger();
        var failed = new AtomicBoolean();
        Runnable loop =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < items.size() && !failed.get();
                            i = next.getAndIncrement()) {
                        boolean done = false;
                        try {
                            work.accept(items.get(i));
                            done = true;
                        } finally {
                            if (!done) {
                                failed.set(true);
                            }
                        }
                    }
                };
        if (items.size() < 2) {
            loop.run();
        } else {
            inParallel(loop, Math.min(MOST, items.size()));
        }
    }

    private static void inParallel(Runnable loop, int threads) {
        var context = RequestContext.current();
        var tasks = new ArrayList<FutureTask<Void>>();
        for (int i = 0; i < threads; i++) {
            tasks.add(new FutureTask<>(() -> context.run(loop), null));
        }
        tasks.forEach(task -> Thread.ofVirtual().name("delete-collection").start(task));
        RuntimeException failure = null;
        for (var task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure =
                            e.getCause() instanceof RuntimeException cause
                                    ? cause
                                    : new IllegalStateException(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
