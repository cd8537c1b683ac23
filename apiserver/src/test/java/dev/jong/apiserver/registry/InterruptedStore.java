package dev.jong.apiserver.registry;

import dev.jong.store.LogStore;
import dev.jong.store.StoreAround;
import dev.jong.store.StoreOptions;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A store in memory before whose next write of some sort something else is done, once.
final class InterruptedStore extends StoreAround {
    private record Interruption(Predicate<Write> before, Runnable act) {}

    private static final Interruption NONE = new Interruption(_ -> false, () -> {});

    private final AtomicReference<Interruption> next = new AtomicReference<>(NONE);

    InterruptedStore() {
        super(LogStore.inMemory(StoreOptions.DEFAULT));
    }

    /// @return what `act` gave, as soon as that write is on its way
    <A> Supplier<A> before(Predicate<Write> write, Supplier<A> act) {
        var given = new CompletableFuture<A>();
        next.set(new Interruption(write, () -> given.complete(act.get())));
        return () -> given.getNow(null);
    }

    @Override
    public Written write(Write write) {
        var interruption = next.get();
        if (interruption.before().test(write) && next.compareAndSet(interruption, NONE)) {
            interruption.act().run();
        }
        return inner.write(write);
    }
}
