package dev.jong.http;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// What threads ask of one connection's loop: performed there in order, many requests per wake-up,
/// one flush for all of them.
final class Outbox implements Runnable {
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final EventLoop loop;
    private final Runnable flush;

    Outbox(EventLoop loop, Runnable flush) {
        this.loop = loop;
        this.flush = flush;
    }

    /// Nothing happens when the loop has ended: its connections have ended before.
    void post(Runnable command) {
        commands.add(command);
        if (scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException _) {
                commands.clear();
            }
        }
    }

    @Override
    public void run() {
        scheduled.set(false);
        for (var command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        flush.run();
    }
}
