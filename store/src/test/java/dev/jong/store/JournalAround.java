package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A journal that does what another does, to be changed in one point.
class JournalAround implements Journal {
    private final Journal inner;

    JournalAround(Journal inner) {
        this.inner = inner;
    }

    @Override
    public @Nullable Segment segment() {
        return inner.segment();
    }

    @Override
    public long offset() {
        return inner.offset();
    }

    @Override
    public boolean fullAt(long at) {
        return inner.fullAt(at);
    }

    @Override
    public void rollWhenFull() throws IOException {
        inner.rollWhenFull();
    }

    @Override
    public long roll() throws IOException {
        return inner.roll();
    }

    @Override
    public void append(ByteBuffer batch) throws IOException {
        inner.append(batch);
    }

    @Override
    public long bytesSince(long number) {
        return inner.bytesSince(number);
    }

    @Override
    public void deleteUnusedBefore(long number) {
        inner.deleteUnusedBefore(number);
    }

    @Override
    public boolean writable() {
        return inner.writable();
    }

    @Override
    public void close() {
        inner.close();
    }
}
