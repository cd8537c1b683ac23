package dev.jong.kubelet.cri;

import dev.jong.kubelet.runtime.Runtime.Subscription;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at the runtime once a second, or sooner when asked, and tells which Pods' sandboxes or
/// containers came, went or changed state.
final class CriWatch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 1_000;

    private final CriRuntime runtime;
    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread looker;
    private volatile boolean closed;

    CriWatch(CriRuntime runtime) {
        this.runtime = runtime;
    }

    synchronized Subscription add(Consumer<String> onChange) {
        watchers.add(onChange);
        if (looker == null) {
            looker = Thread.ofVirtual().name("cri-watch").start(this::run);
        }
        return () -> watchers.remove(onChange);
    }

    void lookNow() {
        wake.release();
    }

    private void run() {
        Map<String, Set<String>> before = Map.of();
        while (!closed) {
            try {
                var now = states();
                var changed = changed(before, now);
                before = now;
                changed.forEach(uid -> watchers.forEach(watcher -> watcher.accept(uid)));
            } catch (RuntimeFailure _) {
                // The node's Ready condition tells; the next look may succeed.
            }
            try {
                if (wake.tryAcquire(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// By Pod UID, one word per sandbox and container with its state.
    private Map<String, Set<String>> states() {
        var states = new HashMap<String, Set<String>>();
        for (var sandbox : runtime.sandboxes()) {
            states.computeIfAbsent(sandbox.pod().uid(), _ -> new HashSet<>())
                    .add(sandbox.id() + sandbox.ready());
        }
        for (var container : runtime.containers()) {
            states.computeIfAbsent(container.podUid(), _ -> new HashSet<>())
                    .add(container.id() + container.state());
        }
        return states;
    }

    static Set<String> changed(Map<String, Set<String>> before, Map<String, Set<String>> now) {
        var changed = new HashSet<String>();
        now.forEach((uid, states) -> {
            if (!states.equals(before.get(uid))) {
                changed.add(uid);
            }
        });
        before.keySet().stream().filter(uid -> !now.containsKey(uid)).forEach(changed::add);
        return changed;
    }

    @Override
    public void close() {
        closed = true;
        watchers.clear();
        var thread = looker;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
