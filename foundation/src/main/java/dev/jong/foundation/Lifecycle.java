package dev.jong.foundation;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Things that run, closed in the reverse order of their start. When a later one cannot start,
/// closing this leaves nothing half done:
///
/// ```java
/// var store = lifecycle.add("store", LogStore.open(directory, options));
/// ```
public final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private record Running(String name, AutoCloseable thing) {}

    private final Deque<Running> running = new ArrayDeque<>(); // guarded by this
    private boolean closed; // guarded by this

    /// Takes over something that has started.
    ///
    /// @throws IllegalStateException when this is closed already; the thing is closed then too
    public <T extends AutoCloseable> T add(String name, T thing) {
        synchronized (this) {
            if (!closed) {
                running.push(new Running(name, thing));
                return thing;
            }
        }
        close(new Running(name, thing));
        throw new IllegalStateException(name + " has started while everything was being stopped");
    }

    /// Closes everything, newest first. One that fails to close does not keep the others running.
    @Override
    public void close() {
        while (true) {
            Running next;
            synchronized (this) {
                closed = true;
                next = running.poll();
            }
            if (next == null) {
                return;
            }
            close(next);
        }
    }

    private static void close(Running each) {
        try {
            each.thing.close();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            LOG.atWarn()
                    .addKeyValue("component", each.name)
                    .setCause(failure)
                    .log("A component did not close cleanly");
        }
    }
}
