package dev.jong.reconcile;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one run of a reconciler wrote, so that the next run waits until the caches show it.
final class WriteLog {
    static final ScopedValue<WriteLog> CURRENT = ScopedValue.newInstance();

    /// Guarded by itself: a run may write from several threads.
    private final List<Entry> entries = new ArrayList<>();

    private sealed interface Entry {
        Kind<?> kind();
    }

    private record Written(Kind<?> kind, long version) implements Entry {}

    private record Removed(Kind<?> kind, ObjectKey key) implements Entry {}

    /// Finds the informer of a kind, if one runs.
    @FunctionalInterface
    interface Informers {
        Optional<? extends Informer<?>> of(Kind<?> kind);
    }

    void wrote(Kind<?> kind, KubernetesObject answer) {
        var version = number(answer.metadata().resourceVersion());
        if (version > 0) {
            add(new Written(kind, version));
        }
    }

    void removed(Kind<?> kind, ObjectKey key) {
        add(new Removed(kind, key));
    }

    private void add(Entry entry) {
        synchronized (entries) {
            entries.add(entry);
        }
    }

    boolean isEmpty() {
        synchronized (entries) {
            return entries.isEmpty();
        }
    }

    /// Waits for the caches.
    ///
    /// @return whether the caches show it all in time
    boolean await(Informers informers, Duration patience) throws InterruptedException {
        List<Entry> all;
        synchronized (entries) {
            all = List.copyOf(entries);
        }
        for (var entry : all) {
            var informer = informers.of(entry.kind()).orElse(null);
            if (informer != null && !shows(informer, entry, patience)) {
                return false;
            }
        }
        return true;
    }

    private static boolean shows(Informer<?> informer, Entry entry, Duration patience)
            throws InterruptedException {
        return switch (entry) {
            case Written(Kind<?> _, long version) -> informer.awaitVersion(version, patience);
            case Removed(Kind<?> _, ObjectKey key) -> informer.awaitGone(key, patience);
        };
    }

    private static long number(@Nullable String version) {
        try {
            return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
