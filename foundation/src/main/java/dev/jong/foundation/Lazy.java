package dev.jong.foundation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that is made when it is first wanted, and once.
public final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    public Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        var found = made;
        return found == null ? make() : found;
    }

    private synchronized T make() {
        var found = made;
        if (found == null) {
            found = maker.get();
            made = found;
        }
        return found;
    }
}
