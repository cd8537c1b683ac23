package dev.jong.kubelet.pod;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Code of one thread that another may interrupt, and only that code.
final class InterruptibleSection {
    /// Guarded by this.
    private @Nullable Thread inside;

    <T> T call(Supplier<T> code) {
        synchronized (this) {
            inside = Thread.currentThread();
        }
        try {
            return code.get();
        } finally {
            synchronized (this) {
                inside = null;
                Thread.interrupted();
            }
        }
    }

    synchronized void interrupt() {
        if (inside != null) {
            inside.interrupt();
        }
    }
}
