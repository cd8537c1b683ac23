package dev.jong.reconcile;

import dev.jong.client.SharedInformers;
import dev.jong.foundation.Metrics;
import java.time.InstantSource;

/// Something that runs until it is closed: a [Controller], a [Periodic].
public interface Runner extends AutoCloseable {
    String name();

    /// Asks for the informers it needs; called once, before [#start].
    default void prepare(SharedInformers informers) {}

    /// Begins; the informers run already but need not have synced.
    ///
    /// @param metrics takes its figures
    void start(SharedInformers informers, InstantSource clock, Metrics metrics);

    @Override
    void close();
}
