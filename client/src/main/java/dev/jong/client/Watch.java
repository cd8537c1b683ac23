package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.Optional;

/// A stream of changes, read by one thread.
public interface Watch<T extends KubernetesObject> extends AutoCloseable {
    /// Waits for the next event; empty once the watch has ended, by the server or by [#close()].
    Optional<WatchEvent<T>> next();

    /// Ends the watch; may be called by any thread, wakes the reader.
    @Override
    void close();
}
