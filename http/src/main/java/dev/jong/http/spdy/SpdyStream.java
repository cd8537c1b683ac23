package dev.jong.http.spdy;

import dev.jong.http.ByteStream;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.Inbox;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/// One stream of a SPDY session.
public final class SpdyStream implements ByteStream {
    private static final int PIECE_BYTES = 32 << 10;
    private static final int HELD_BYTES = 1 << 20;

    private final SpdySession session;
    private final int id;
    private final Headers headers;
    private final Inbox inbox = new Inbox(_ -> {});
    private final OutputStream output = new Output();
    private final CountDownLatch replied = new CountDownLatch(1);
    private volatile boolean reset;
    private volatile boolean refused;
    private volatile boolean finished;
    private volatile boolean otherFinished;

    SpdyStream(SpdySession session, int id, Headers headers) {
        this.session = session;
        this.id = id;
        this.headers = headers;
    }

    public int id() {
        return id;
    }

    /// What the stream was opened with.
    public Headers headers() {
        return headers;
    }

    @Override
    public InputStream input() {
        return inbox;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    /// Ends our direction.
    @Override
    public void closeOutput() {
        if (!finished && !reset) {
            finished = true;
            try {
                session.data(id, new byte[0], 0, 0, true);
            } catch (DisconnectedException _) {
                // with the session gone, both directions have ended
            }
            forgetIfDone();
        }
    }

    /// Ends our direction and reads no more.
    @Override
    public void close() {
        closeOutput();
        inbox.end();
    }

    /// Breaks the stream off.
    public void reset() {
        if (!reset) {
            reset = true;
            session.reset(id);
            inbox.fail(new DisconnectedException("the stream was reset"));
            session.forget(id);
        }
    }

    // What the session's reader tells.

    void arrived(byte[] bytes) {
        inbox.offerWhenRead(bytes, HELD_BYTES);
    }

    void ended() {
        otherFinished = true;
        inbox.end();
        forgetIfDone();
    }

    void failed(HttpException reason) {
        refused = replied.getCount() > 0;
        reset = true;
        if (refused) {
            inbox.fail(reason);
        } else {
            // Go's servers reset the streams they have written to the end: what came is whole.
            inbox.end();
        }
        replied.countDown();
    }

    void replied() {
        replied.countDown();
    }

    CountDownLatch reply() {
        return replied;
    }

    /// Whether the stream was broken off before the other side agreed to it.
    boolean isRefused() {
        return refused;
    }

    private void forgetIfDone() {
        if (finished && otherFinished) {
            session.forget(id);
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (reset || finished) {
                throw new DisconnectedException("the stream is closed");
            }
            for (var done = 0; done < length; done += PIECE_BYTES) {
                session.data(id, bytes, offset + done, Math.min(PIECE_BYTES, length - done), false);
            }
        }

        @Override
        public void close() {
            closeOutput();
        }
    }
}
