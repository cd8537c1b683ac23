package dev.jong.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls in parallel within one run of a reconciler; what they write counts as the run's.
public final class Parallel {
    private Parallel() {}

    /// Calls in batches of 1, 2, 4, … as long as all of a batch succeed, so that a request which
    /// cannot succeed is not sent a thousand times.
    ///
    /// @return how many succeeded
    /// @throws RuntimeException the first failure of the batch that failed
    public static <A> int slowStart(List<A> items, Consumer<? super A> call) {
        int done = 0;
        int batch = 1;
        while (done < items.size()) {
            var now = items.subList(done, Math.min(items.size(), done + batch));
            forEach(now, call);
            done += now.size();
            batch *= 2;
        }
        return done;
    }

    /// All at once; returns when all have returned.
    ///
    /// @throws RuntimeException the first failure, the others as suppressed
    public static <A> void forEach(List<A> items, Consumer<? super A> call) {
        if (items.size() == 1) {
            call.accept(items.getFirst());
            return;
        }
        var log = WriteLog.CURRENT.isBound() ? WriteLog.CURRENT.get() : new WriteLog();
        var running = new ArrayList<FutureTask<Void>>(items.size());
        for (var item : items) {
            Callable<Void> body =
                    () -> {
                        ScopedValue.where(WriteLog.CURRENT, log).run(() -> call.accept(item));
                        return null;
                    };
            var task = new FutureTask<>(body);
            running.add(task);
            Thread.ofVirtual().name("parallel").start(task);
        }
        RuntimeException failure = null;
        for (var task : running) {
            var problem = problem(task);
            if (failure == null) {
                failure = problem;
            } else if (problem != null) {
                failure.addSuppressed(problem);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException problem(FutureTask<Void> task) {
        try {
            task.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("interrupted", e);
        }
    }
}
