package dev.jong.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Collects what is written into pieces worth a frame and hands them to the wire.
final class WireStream extends ResponseStream {
    private static final int FIRST_BYTES = 1 << 10;

    /// What is shared and smaller leaves together with what follows it, in parts of up to
    /// [#TOGETHER_BYTES]: a frame costs more.
    private static final int JOINED_BYTES = 4 << 10;

    private static final int TOGETHER_BYTES = 16 << 10;

    private static final byte[] NONE = {};
    private static final int PIECE_BYTES = 32 << 10;
    private static final int FRAME_BYTES = 128 << 10;

    private final Wire wire;
    private final Pending pending;
    private final Runnable begin;
    private final boolean silent;
    private boolean begun;
    private byte[] buffer = NONE;
    private int count;

    /// Shared arrays before which nothing was collected.
    private final ArrayList<byte[]> kept = new ArrayList<>(0);

    private int keptBytes;

    private boolean closed;
    private long written;

    /// `begin` sends the head, once, before anything else; `silent`: the body is not sent, as for
    /// HEAD.
    WireStream(Wire wire, Pending pending, Runnable begin, boolean silent) {
        this.wire = wire;
        this.pending = pending;
        this.begin = begin;
        this.silent = silent;
    }

    long written() {
        return written;
    }

    @Override
    public void write(int b) {
        joinKept();
        room(1);
        buffer[count++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        joinKept();
        copy(bytes, offset, length);
    }

    private void copy(byte[] bytes, int offset, int length) {
        for (var done = 0; done < length; ) {
            room(Math.min(length - done, PIECE_BYTES));
            var part = Math.min(length - done, buffer.length - count);
            System.arraycopy(bytes, offset + done, buffer, count, part);
            count += part;
            done += part;
        }
    }

    @Override
    public void writeShared(byte[] bytes) {
        if (bytes.length > JOINED_BYTES) {
            flush();
            send(bytes, bytes.length);
        } else if (count > 0) {
            write(bytes, 0, bytes.length);
        } else if (closed) {
            throw ended();
        } else {
            if (keptBytes + bytes.length > TOGETHER_BYTES) {
                flush();
            }
            kept.add(bytes);
            keptBytes += bytes.length;
        }
    }

    private void joinKept() {
        if (!kept.isEmpty()) {
            var whole = new byte[keptBytes];
            var at = 0;
            for (var part : kept) {
                System.arraycopy(part, 0, whole, at, part.length);
                at += part.length;
            }
            forgetKept();
            buffer = whole;
            count = whole.length;
        }
    }

    private void forgetKept() {
        kept.clear();
        keptBytes = 0;
    }

    /// Where they end up they are copied once, past the heap: a watch's events are those of a
    /// thousand other watches.
    private void sendKept() {
        var pieces = List.copyOf(kept);
        var length = keptBytes;
        forgetKept();
        if (pieces.size() == 1) {
            send(pieces.getFirst(), length);
        } else if (mayLeave(length)) {
            pending.admit(length);
            written += length;
            wire.data(pieces, length, pending);
        }
    }

    private static IllegalStateException ended() {
        return new IllegalStateException("the answer is closed");
    }

    private void room(int wanted) {
        if (closed) {
            throw ended();
        }
        if (count == PIECE_BYTES) {
            flush();
        }
        if (buffer.length - count < wanted && buffer.length < PIECE_BYTES) {
            var size = Math.max(FIRST_BYTES, Math.max(2 * buffer.length, count + wanted));
            buffer = Arrays.copyOf(buffer, Math.min(size, PIECE_BYTES));
        }
    }

    @Override
    public boolean hasRoom() {
        return pending.hasRoom();
    }

    @Override
    public void flush() {
        if (!kept.isEmpty()) {
            sendKept();
        } else if (count > 0) {
            var full = buffer;
            var length = count;
            buffer = NONE;
            count = 0;
            send(full, length);
        } else {
            pending.check();
            start();
        }
    }

    private void start() {
        if (!begun) {
            begun = true;
            begin.run();
        }
    }

    /// Whether there is a body to be sent, whose head has left then.
    private boolean mayLeave(int length) {
        start();
        if (silent || length == 0) {
            pending.check();
            return false;
        }
        return true;
    }

    private void send(byte[] bytes, int length) {
        if (!mayLeave(length)) {
            return;
        }
        pending.admit(length);
        written += length;
        for (var done = 0; done < length; done += FRAME_BYTES) {
            var part = Math.min(FRAME_BYTES, length - done);
            wire.data(bytes, done, part, pending);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (count > 0 || !kept.isEmpty() || !begun) {
                flush();
            }
            wire.end();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            closed = true;
            wire.abort();
        }
    }
}
