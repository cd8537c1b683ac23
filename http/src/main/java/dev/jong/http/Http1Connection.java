package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What a client sends on an HTTP/1.1 connection: one request after the other, pipelined ones wait.
/// Everything here runs on the connection's loop, if nothing else is said. Answers are
/// [Http1Wire]'s.
final class Http1Connection extends ChannelInboundHandlerAdapter {
    /// A body up to this size arrives whole before its request is dispatched.
    private static final int GATHERED_BYTES = 64 << 10;

    private static final int HELD_BYTES = 256 << 10;
    private static final int HELD_OBJECTS = 64;

    /// More than a client goes on sending of a body that was refused for its size: what closes
    /// under a client that sends takes the answer with it.
    private static final int DRAINED_BYTES = 8 << 20;

    private final Connection connection;
    private final ChannelHandlerContext context;
    private final Outbox outbox;
    private final Http1Wire wire;
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>(2);
    private @Nullable NettyExchange current;
    private boolean dispatched;
    private boolean requestEnded;
    private final AtomicInteger unreadBytes = new AtomicInteger();
    private int drainedBytes;
    private long quietSince = System.nanoTime();
    private boolean first = true;
    private boolean finished;

    private Http1Connection(Connection connection, ChannelHandlerContext context) {
        this.connection = connection;
        this.context = context;
        this.outbox = new Outbox(context.channel().eventLoop(), context::flush);
        this.wire = new Http1Wire(connection, context, outbox, this);
    }

    /// Serves the channel of `pipeline` from now on.
    static void install(ChannelPipeline pipeline, Connection connection) {
        var decoder = new HttpRequestDecoder(Http1Limits.DECODER);
        pipeline.addLast("http", decoder);
        var handler = new Http1Connection(connection, pipeline.context(decoder));
        pipeline.addLast("requests", handler);
        handler.watchQuiet(connection.server().limits().headerTimeout().toNanos());
    }

    private void watchQuiet(long delay) {
        var _ = context.executor().schedule(this::closeIfQuiet, delay, TimeUnit.NANOSECONDS);
    }

    private void closeIfQuiet() {
        if (!context.channel().isActive() || context.isRemoved()) {
            return;
        }
        var limits = connection.server().limits();
        var allowed = (first ? limits.headerTimeout() : limits.idleTimeout()).toNanos();
        var left = quietSince + allowed - System.nanoTime();
        if (current != null && dispatched) {
            watchQuiet(allowed);
        } else if (left > 0) {
            watchQuiet(left);
        } else {
            var _ = context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object) || finished) {
            ReferenceCountUtil.release(message);
            return;
        }
        if ((current != null && requestEnded) || !waiting.isEmpty()) {
            waiting.add(object);
            if (waiting.size() > HELD_OBJECTS) {
                ctx.channel().config().setAutoRead(false);
            }
        } else {
            take(object);
        }
    }

    private void take(HttpObject object) {
        try {
            if (object.decoderResult().isFailure()) {
                reject(object.decoderResult().cause());
                return;
            }
            if (object instanceof HttpRequest request) {
                begin(request);
            }
            if (object instanceof HttpContent content) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    private void begin(HttpRequest request) {
        first = false;
        wire.expect(request);
        dispatched = false;
        requestEnded = false;
        unreadBytes.set(0);
        drainedBytes = 0;
        var headers = Headers.builder();
        for (var fields = request.headers().iteratorCharSequence(); fields.hasNext(); ) {
            var field = fields.next();
            headers.add(field.getKey().toString(), field.getValue().toString());
        }
        var exchange =
                new NettyExchange(
                        connection,
                        wire,
                        new NettyExchange.RequestHead(
                                request.method().name(),
                                request.uri(),
                                request.protocolVersion().text(),
                                headers.build(),
                                wire.waitsForProceed()));
        current = exchange;
        if (wire.waitsForProceed()
                || HttpUtil.getContentLength(request, 0L) > GATHERED_BYTES
                || HttpUtil.isTransferEncodingChunked(request)) {
            dispatch(exchange);
        }
    }

    private void dispatch(NettyExchange exchange) {
        if (!dispatched) {
            dispatched = true;
            connection.server().dispatch(exchange);
        }
    }

    private void body(HttpContent content) {
        var exchange = current;
        if (exchange == null) {
            return;
        }
        var size = content.content().readableBytes();
        if (size > 0) {
            if (wire.answerEnded()) {
                drain(size);
            } else {
                var bytes = new byte[size];
                content.content().readBytes(bytes);
                exchange.inbox().offer(bytes);
                if (unreadBytes.addAndGet(size) > HELD_BYTES) {
                    context.channel().config().setAutoRead(false);
                }
            }
        }
        if (content instanceof LastHttpContent) {
            requestEnded = true;
            exchange.inbox().end();
            if (wire.answerEnded()) {
                next();
            }
        }
        if (requestEnded || unreadBytes.get() > GATHERED_BYTES) {
            if (current == exchange) {
                dispatch(exchange);
            }
        }
    }

    /// A body that nobody wants any more is read to its end if that is near; else the connection
    /// ends.
    private void drain(int size) {
        drainedBytes += size;
        if (drainedBytes > DRAINED_BYTES) {
            closeWhenWritten(context.writeAndFlush(Unpooled.EMPTY_BUFFER));
        }
    }

    private void reject(Throwable cause) {
        var exchange = current;
        wire.leave();
        finished = true;
        if (exchange != null && dispatched) {
            exchange.disconnected();
            closeWhenWritten(context.writeAndFlush(Unpooled.EMPTY_BUFFER));
            return;
        }
        var head = context.alloc().buffer(256);
        Http1Head.status(head, Http1Limits.statusOf(cause));
        Http1Head.date(head, connection.server().date());
        Http1Head.length(head, 0);
        Http1Head.connection(head, false, false);
        Http1Head.end(head);
        closeWhenWritten(context.writeAndFlush(head));
    }

    private void closeWhenWritten(ChannelFuture written) {
        finished = true;
        var _ = written.addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lost();
        var _ = ctx.close();
    }

    private void lost() {
        var exchange = current;
        current = null;
        if (exchange != null) {
            exchange.disconnected();
        }
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /// The next answer is the last one.
    void leave() {
        wire.leave();
    }

    /// The server closes: an idle connection goes at once, a stream too, an answer under way is
    /// finished.
    void shutDown() {
        wire.leave();
        if (current == null || wire.isEndless()) {
            closeWhenWritten(context.writeAndFlush(Unpooled.EMPTY_BUFFER));
        }
    }

    /// Whether a request is under way whose answer is still wanted.
    boolean isServing() {
        return current != null;
    }

    boolean hasWholeRequest() {
        return requestEnded;
    }

    /// The answer is complete: the next request is taken, unless this was the last one.
    void answered(ChannelFuture written, boolean keepAlive) {
        var exchange = current;
        if (exchange != null) {
            exchange.complete();
        }
        if (!keepAlive) {
            current = null;
            closeWhenWritten(written);
        } else if (requestEnded) {
            next();
        } else {
            context.channel().config().setAutoRead(true);
        }
    }

    private void next() {
        current = null;
        quietSince = System.nanoTime();
        while (!waiting.isEmpty() && (current == null || !requestEnded)) {
            take(waiting.remove());
        }
        context.channel().config().setAutoRead(true);
    }

    /// The request's thread has taken `bytes` of the body. From any thread.
    void taken(int bytes) {
        var before = unreadBytes.getAndAdd(-bytes);
        if (before > HELD_BYTES / 2 && before - bytes <= HELD_BYTES / 2) {
            outbox.post(() -> {
                if (waiting.size() <= HELD_OBJECTS) {
                    context.channel().config().setAutoRead(true);
                }
            });
        }
    }

    /// The connection's bytes are a stream's from now on, behind `head`.
    void leaveTo(RawStream stream, ByteBuf head) {
        current = null;
        var _ = context.writeAndFlush(head);
        var pipeline = context.pipeline();
        pipeline.addLast("raw", stream);
        pipeline.remove(this);
        pipeline.remove("http");
    }
}
