package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/// A journal that says of a batch that it is durable while it is being written and forced.
final class EarlyJournal extends JournalAround {
    private volatile CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    EarlyJournal(Journal inner) {
        super(inner);
    }

    @Override
    public void append(ByteBuffer batch) throws IOException {
        settle();
        var copy = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
        writing =
                CompletableFuture.runAsync(() -> {
                    try {
                        super.append(copy);
                    } catch (IOException unnoticed) {
                        Thread.yield();
                    }
                });
    }

    private void settle() {
        writing.join();
    }

    @Override
    public long offset() {
        settle();
        return super.offset();
    }

    @Override
    public void rollWhenFull() throws IOException {
        settle();
        super.rollWhenFull();
    }

    @Override
    public long roll() throws IOException {
        settle();
        return super.roll();
    }

    @Override
    public boolean writable() {
        settle();
        return super.writable();
    }

    @Override
    public void close() {
        settle();
        super.close();
    }
}
