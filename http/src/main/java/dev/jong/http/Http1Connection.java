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
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 connection: one request after the other, pipelined ones wait. Everything here runs
/// on the connection's loop, except the methods of [Wire], which bring themselves there.
final class Http1Connection extends ChannelInboundHandlerAdapter implements Wire {
    /// A body up to this size arrives whole before its request is dispatched.
    private static final int GATHERED_BYTES = 64 << 10;

    private static final int HELD_BYTES = 256 << 10;
    private static final int HELD_OBJECTS = 64;

    /// More than a client goes on sending of a body that was refused for its size: what closes
    /// under a client that sends takes the answer with it.
    private static final int DRAINED_BYTES = 8 << 20;

    private static final int JOINED_BYTES = 16 << 10;

    private final Connection connection;
    private final ChannelHandlerContext context;
    private final Outbox outbox;
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>(2);
    private @Nullable NettyExchange current;
    private boolean dispatched;
    private boolean requestEnded;
    private boolean answerEnded;
    private boolean streaming;
    private @Nullable Http1Body answerBody;
    private boolean silent;
    private boolean keepAlive;
    private boolean oldClient;
    private final AtomicInteger unreadBytes = new AtomicInteger();
    private int drainedBytes;
    private long quietSince = System.nanoTime();
    private boolean first = true;
    private boolean finished;
    private boolean expects;

    private Http1Connection(Connection connection, ChannelHandlerContext context) {
        this.connection = connection;
        this.context = context;
        this.outbox = new Outbox(context.channel().eventLoop(), context::flush);
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
        oldClient = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        keepAlive = HttpUtil.isKeepAlive(request) && !connection.server().closing();
        silent = request.method().name().equals("HEAD");
        dispatched = false;
        requestEnded = false;
        answerEnded = false;
        streaming = false;
        answerBody = null;
        unreadBytes.set(0);
        drainedBytes = 0;
        var headers = Headers.builder();
        for (var fields = request.headers().iteratorCharSequence(); fields.hasNext(); ) {
            var field = fields.next();
            headers.add(field.getKey().toString(), field.getValue().toString());
        }
        expects = HttpUtil.is100ContinueExpected(request);
        var exchange =
                new NettyExchange(
                        connection,
                        this,
                        new NettyExchange.RequestHead(
                                request.method().name(),
                                request.uri(),
                                request.protocolVersion().text(),
                                headers.build(),
                                expects));
        current = exchange;
        if (expects
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
            if (answerEnded) {
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
            if (answerEnded) {
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
        keepAlive = false;
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
        keepAlive = false;
    }

    /// The server closes: an idle connection goes at once, a stream too, an answer under way is
    /// finished.
    void shutDown() {
        keepAlive = false;
        if (current == null || (streaming && answerBody != null && answerBody.chunked())) {
            closeWhenWritten(context.writeAndFlush(Unpooled.EMPTY_BUFFER));
        }
    }

    // The wire.

    @Override
    public void answer(int status, Headers headers, List<byte[]> pieces) {
        outbox.post(() -> writeAnswer(status, headers, pieces));
    }

    private void writeAnswer(int status, Headers headers, List<byte[]> pieces) {
        if (current == null) {
            return;
        }
        var length = 0L;
        for (var piece : pieces) {
            length += piece.length;
        }
        var joined = length <= JOINED_BYTES;
        var head = head(status, headers, joined && !silent ? (int) length : 0);
        var bodiless = status == 204 || status == 304;
        if (!bodiless && !(silent && headers.has("Content-Length"))) {
            Http1Head.length(head, length);
        }
        Http1Head.end(head);
        if (joined && !silent && !bodiless) {
            for (var piece : pieces) {
                head.writeBytes(piece);
            }
        }
        var written = context.write(head);
        if (!joined && !silent && !bodiless) {
            for (var piece : pieces) {
                written = context.write(Unpooled.wrappedBuffer(piece));
            }
        }
        finish(written);
    }

    /// Everything up to the fields that frame the body.
    private ByteBuf head(int status, Headers headers, int room) {
        var head = context.alloc().buffer(512 + room);
        Http1Head.status(head, status);
        Http1Head.fields(head, headers, silent, false);
        if (!headers.has("Date")) {
            Http1Head.date(head, connection.server().date());
        }
        if ((expects && !requestEnded) || connection.server().closing()) {
            keepAlive = false; // a client that was not told to send its body may begin anew with
            // anything
        }
        if (headers.hasToken("Connection", "close")) {
            keepAlive = false;
        }
        Http1Head.connection(head, keepAlive, oldClient);
        return head;
    }

    @Override
    public void begin(int status, Headers headers) {
        outbox.post(() -> {
            if (current == null) {
                return;
            }
            streaming = true;
            var measured = headers.has("Content-Length");
            boolean chunked = !measured && !oldClient && status != 204 && status != 304;
            answerBody = new Http1Body(context, chunked);
            if (!measured && oldClient) {
                keepAlive = false;
            }
            var head = head(status, headers, 0);
            if (chunked) {
                Http1Head.chunked(head);
            } else if (measured && !silent) {
                Http1Head.length(head, Long.parseLong(headers.value("Content-Length").strip()));
            }
            Http1Head.end(head);
            var _ = context.write(head);
        });
    }

    @Override
    public void data(byte[] bytes, int offset, int length, Pending pending) {
        data(body -> body.write(bytes, offset, length), length, pending);
    }

    @Override
    public void data(List<byte[]> pieces, int length, Pending pending) {
        data(body -> body.write(pieces, length), length, pending);
    }

    private void data(Function<Http1Body, ChannelFuture> write, int length, Pending pending) {
        outbox.post(() -> {
            var open = answerBody;
            if (current == null || open == null) {
                pending.release(length);
            } else {
                var _ = write.apply(open).addListener(_ -> pending.release(length));
            }
        });
    }

    @Override
    public void end() {
        outbox.post(() -> {
            var open = answerBody;
            if (current != null && open != null) {
                finish(silent ? context.write(Unpooled.EMPTY_BUFFER) : open.end());
            }
        });
    }

    private void finish(ChannelFuture written) {
        var exchange = current;
        answerEnded = true;
        if (exchange != null) {
            exchange.complete();
        }
        if (!keepAlive) {
            finished = true;
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

    @Override
    public void abort() {
        outbox.post(() -> {
            if (current != null) {
                var _ = context.close();
            }
        });
    }

    @Override
    public void proceed() {
        outbox.post(() -> {
            if (current != null && !answerEnded) {
                expects = false;
                var head = context.alloc().buffer(32);
                Http1Head.status(head, 100);
                Http1Head.end(head);
                var _ = context.write(head);
            }
        });
    }

    @Override
    public void taken(int bytes) {
        var before = unreadBytes.getAndAdd(-bytes);
        if (before > HELD_BYTES / 2 && before - bytes <= HELD_BYTES / 2) {
            outbox.post(() -> {
                if (waiting.size() <= HELD_OBJECTS) {
                    context.channel().config().setAutoRead(true);
                }
            });
        }
    }

    @Override
    public ByteStream upgrade(Headers headers) {
        var stream = new RawStream(context.channel());
        outbox.post(() -> {
            if (current == null) {
                stream.lost();
                return;
            }
            current = null;
            var head = context.alloc().buffer(256);
            Http1Head.status(head, 101);
            Http1Head.fields(head, headers, false, true);
            if (!headers.has("Connection")) {
                Http1Head.ascii(head, "Connection: Upgrade\r\n");
            }
            Http1Head.end(head);
            var _ = context.writeAndFlush(head);
            var pipeline = context.pipeline();
            pipeline.addLast("raw", stream);
            pipeline.remove(this);
            pipeline.remove("http");
        });
        return stream;
    }
}
