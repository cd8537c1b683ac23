package dev.jong.http.spdy;

import dev.jong.http.ByteStream;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// A SPDY/3.1 session, either end. There is no flow control, for Go's end has none: a stream that
/// is not read holds up the session. A thread of its own reads; any thread writes.
public final class SpdySession implements AutoCloseable {
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

    /// How a waiting [#accept(Duration)] learns of the end.
    private sealed interface Arrival {
        record Opened(SpdyStream stream) implements Arrival {}

        record Over() implements Arrival {}
    }

    private final ByteStream connection;
    private final SpdyFrames frames;
    private final boolean client;
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger nextId;
    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch over = new CountDownLatch(1);

    private SpdySession(ByteStream connection, boolean client) {
        this.connection = connection;
        this.frames = new SpdyFrames(connection.input(), connection.output());
        this.client = client;
        this.nextId = new AtomicInteger(client ? 1 : 2);
    }

    /// Serves a client over `connection`, which has been upgraded.
    public static SpdySession server(ByteStream connection) {
        return new SpdySession(connection, false).start();
    }

    public static SpdySession client(ByteStream connection) {
        return new SpdySession(connection, true).start();
    }

    private SpdySession start() {
        var _ = Thread.ofVirtual().name("spdy-reader").start(this::read);
        return this;
    }

    /// Opens a stream and waits until the other side has agreed.
    public SpdyStream open(Headers headers) {
        SpdyStream stream;
        writing.lock();
        try {
            var id = nextId.getAndAdd(2);
            stream = new SpdyStream(this, id, headers);
            streams.put(id, stream);
            var frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
            put(headers, frame);
            write(frame);
        } finally {
            writing.unlock();
        }
        try {
            if (!stream.reply().await(REPLY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DisconnectedException("timed out waiting for the stream to be accepted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DisconnectedException("interrupted while opening a stream", e);
        }
        if (stream.isRefused()) {
            throw new DisconnectedException("the stream was refused");
        }
        return stream;
    }

    /// Waits for the next stream that the other side opens, and agrees to it; empty when the
    /// session is over or `timeout` passes.
    public Optional<SpdyStream> accept(Duration timeout) {
        try {
            return switch (arrivals.poll(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                case null -> Optional.empty();
                case Arrival.Over end -> {
                    arrivals.add(end);
                    yield Optional.empty();
                }
                case Arrival.Opened(var stream) -> Optional.of(stream);
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    public boolean isOver() {
        return over.getCount() == 0;
    }

    /// Waits until the connection has ended.
    public void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks the other side to show that it is there; its answer is not waited for.
    public void ping() {
        write(new DefaultSpdyPingFrame(nextId.getAndAdd(2)));
    }

    @Override
    public void close() {
        try {
            write(new DefaultSpdyGoAwayFrame(0, SpdySessionStatus.OK));
        } catch (DisconnectedException _) {
            // nobody listens any more
        }
        connection.close();
    }

    private void read() {
        HttpException reason = new DisconnectedException("the session is over");
        try {
            for (var frame = frames.read(); frame.isPresent(); frame = frames.read()) {
                try {
                    take(frame.get());
                } finally {
                    var _ = ReferenceCountUtil.release(frame.get());
                }
            }
        } catch (IOException e) {
            reason = new DisconnectedException("the session broke", e);
        } catch (HttpException e) {
            reason = e;
        } finally {
            over.countDown();
            arrivals.add(new Arrival.Over());
            for (var stream : streams.values()) {
                stream.failed(reason);
            }
            streams.clear();
            connection.close();
        }
    }

    private void take(SpdyFrame frame) {
        switch (frame) {
            case SpdySynStreamFrame opened -> opened(opened);
            case SpdySynReplyFrame reply -> {
                var stream = streams.get(reply.streamId());
                if (stream != null) {
                    stream.replied();
                    endIf(reply.isLast(), stream);
                }
            }
            case SpdyHeadersFrame more -> {
                var stream = streams.get(more.streamId());
                if (stream != null) {
                    endIf(more.isLast(), stream);
                }
            }
            case SpdyDataFrame data -> {
                var stream = streams.get(data.streamId());
                if (stream != null) {
                    var bytes = new byte[data.content().readableBytes()];
                    data.content().readBytes(bytes);
                    stream.arrived(bytes);
                    endIf(data.isLast(), stream);
                }
            }
            case SpdyRstStreamFrame broken -> {
                var stream = streams.remove(broken.streamId());
                if (stream != null) {
                    stream.failed(new DisconnectedException("the stream was reset"));
                }
            }
            case SpdyPingFrame ping when (ping.id() % 2 != 0) != client ->
                    write(new DefaultSpdyPingFrame(ping.id()));
            default -> {} // settings, windows and farewells change nothing here
        }
    }

    private static void endIf(boolean last, SpdyStream stream) {
        if (last) {
            stream.ended();
        }
    }

    private void opened(SpdySynStreamFrame frame) {
        var headers = Headers.builder();
        for (var field : frame.headers()) {
            headers.add(field.getKey().toString(), field.getValue().toString());
        }
        var stream = new SpdyStream(this, frame.streamId(), headers.build());
        streams.put(frame.streamId(), stream);
        var reply = new DefaultSpdySynReplyFrame(frame.streamId());
        reply.headers().add("x-accepted", "true"); // Go's end cannot read an empty block
        write(reply);
        endIf(frame.isLast(), stream);
        arrivals.add(new Arrival.Opened(stream));
    }

    private static void put(Headers headers, SpdyHeadersFrame frame) {
        headers.forEach((name, value) -> frame.headers().add(name.toLowerCase(Locale.ROOT), value));
    }

    void data(int id, byte[] bytes, int offset, int length, boolean last) {
        var frame = new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes, offset, length));
        frame.setLast(last);
        write(frame);
    }

    void reset(int id) {
        try {
            write(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
        } catch (DisconnectedException _) {
            // the whole session is gone
        }
    }

    void forget(int id) {
        var _ = streams.remove(id);
    }

    private void write(SpdyFrame frame) {
        writing.lock();
        try {
            if (isOver()) {
                throw new DisconnectedException("the session is over");
            }
            frames.write(frame);
        } catch (IOException e) {
            throw new DisconnectedException("the session broke", e);
        } finally {
            writing.unlock();
        }
    }
}
