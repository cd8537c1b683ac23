package dev.jong.http;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Bytes on their way from the thread or loop where they arrive to the one thread that reads them.
public final class Inbox extends InputStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(4);
    private final Condition room = lock.newCondition();
    private final IntConsumer taken;
    private int heldBytes;
    private byte[] current = new byte[0];
    private int position;
    private boolean ended;
    private @Nullable HttpException failure;

    /// `taken` is told, on the reader's thread, how many bytes it has taken out.
    public Inbox(IntConsumer taken) {
        this.taken = taken;
    }

    /// Adds `piece`, which must not change afterwards. Never blocks.
    public void offer(byte[] piece) {
        lock.lock();
        try {
            if (!ended && failure == null && piece.length > 0) {
                pieces.add(piece);
                heldBytes += piece.length;
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more will come.
    public void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What has arrived can still be read, then `reason` is thrown; nothing happens after the end.
    public void fail(HttpException reason) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = reason;
                arrived.signalAll();
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// As [#offer(byte[])], after waiting until at most `held` bytes are here or nobody will read
    /// any more.
    public void offerWhenRead(byte[] piece, int held) {
        lock.lock();
        try {
            while (heldBytes > held && !ended && failure == null) {
                room.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        offer(piece);
    }

    /// The rest, when it has all arrived as one piece; null otherwise.
    byte @Nullable [] single() {
        lock.lock();
        try {
            if (!ended || position < current.length || pieces.size() > 1) {
                return null;
            }
            var piece = pieces.poll();
            return piece == null ? new byte[0] : piece;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() {
        return ready() ? current[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        var count = Math.min(length, current.length - position);
        System.arraycopy(current, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    /// Waits until `current` has a byte left; false at the end.
    private boolean ready() {
        if (position < current.length) {
            return true;
        }
        lock.lock();
        try {
            while (pieces.isEmpty()) {
                if (failure != null) {
                    throw failure;
                }
                if (ended) {
                    return false;
                }
                arrived.await();
            }
            current = pieces.remove();
            heldBytes -= current.length;
            position = 0;
            room.signal();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DisconnectedException("interrupted while reading", interrupted);
        } finally {
            lock.unlock();
        }
        taken.accept(current.length);
        return true;
    }
}
