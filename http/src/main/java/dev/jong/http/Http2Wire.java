package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// One stream of an HTTP/2 connection.
final class Http2Wire implements Wire {
    /// A body up to this size arrives whole before its request is dispatched.
    private static final int GATHERED_BYTES = 64 << 10;

    private static final int JOINED_BYTES = 16 << 10;

    private final Http2ServerHandler handler;
    private final int id;
    private final NettyExchange exchange;
    private final boolean silent;
    private final boolean expects;
    private boolean dispatched;
    private boolean hurried;
    private int gathered;
    private volatile boolean requestEnded;

    Http2Wire(Http2ServerHandler handler, int id, Http2Headers headers) {
        this.handler = handler;
        this.id = id;
        var fields = Headers.builder();
        var host = headers.authority();
        if (host != null) {
            fields.add("Host", host.toString());
        }
        for (var field : headers) {
            if (field.getKey().length() > 0 && field.getKey().charAt(0) != ':') {
                fields.add(field.getKey().toString(), field.getValue().toString());
            }
        }
        var known = fields.build();
        var method = text(headers.method());
        this.silent = method.equals("HEAD");
        this.expects = known.value("Expect").equalsIgnoreCase("100-continue");
        this.exchange =
                new NettyExchange(
                        handler.shared(),
                        this,
                        new NettyExchange.RequestHead(
                                method, text(headers.path()), "HTTP/2.0", known, expects));
    }

    private static String text(CharSequence value) {
        return value == null ? "" : value.toString();
    }

    // What the client sends, on the loop.

    NettyExchange exchange() {
        return exchange;
    }

    void begin(boolean end) {
        if (end) {
            requestEnded();
        } else if (expects) {
            dispatch();
        }
    }

    void body(ByteBuf data, boolean end) {
        if (data.isReadable()) {
            var bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            gathered += bytes.length;
            exchange.inbox().offer(bytes);
        }
        if (end) {
            requestEnded();
        } else if (gathered > GATHERED_BYTES) {
            dispatch();
        }
    }

    void requestEnded() {
        requestEnded = true;
        exchange.inbox().end();
        dispatch();
    }

    /// Waits for the body no longer when it was asked before.
    void hurry() {
        if (hurried) {
            dispatch();
        }
        hurried = true;
    }

    private void dispatch() {
        if (!dispatched) {
            dispatched = true;
            handler.shared().server().dispatch(exchange);
        }
    }

    // What the handler answers, from its thread.

    private void post(Runnable command) {
        handler.outbox()
                .post(() -> {
                    if (handler.open(id)) {
                        command.run();
                    }
                });
    }

    @Override
    public void answer(int status, Headers headers, List<byte[]> pieces) {
        post(() -> {
            var length = 0L;
            for (var piece : pieces) {
                length += piece.length;
            }
            exchange.complete();
            var head = head(status, headers, silent);
            var bodiless = status == 204 || status == 304;
            if (!bodiless && !(silent && headers.has("Content-Length"))) {
                head.add("content-length", Long.toString(length));
            }
            if (silent || bodiless || length == 0) {
                writeHead(head, true);
            } else {
                writeHead(head, false);
                var body =
                        length <= JOINED_BYTES && pieces.size() > 1
                                ? joined(pieces, (int) length)
                                : null;
                if (body != null) {
                    writeBody(body, true);
                } else {
                    for (var i = 0; i < pieces.size(); i++) {
                        writeBody(Unpooled.wrappedBuffer(pieces.get(i)), i == pieces.size() - 1);
                    }
                }
            }
            finish();
            leaveIfLast(headers);
        });
    }

    /// HTTP/2 says for the connection what HTTP/1.1 says in the answer's head.
    private void leaveIfLast(Headers headers) {
        if (headers.hasToken("Connection", "close")) {
            handler.leave();
        }
    }

    private ByteBuf joined(List<byte[]> pieces, int length) {
        var buffer = handler.context().alloc().buffer(length);
        pieces.forEach(buffer::writeBytes);
        return buffer;
    }

    private Http2Headers head(int status, Headers headers, boolean keepLength) {
        var head = new DefaultHttp2Headers(false, headers.size() + 3);
        head.status(Integer.toString(status));
        headers.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            switch (lower) {
                case "connection",
                        "transfer-encoding",
                        "keep-alive",
                        "upgrade",
                        "proxy-connection" -> {}
                case "content-length" -> {
                    if (keepLength) {
                        head.add(lower, value);
                    }
                }
                default -> head.add(lower, value);
            }
        });
        if (!headers.has("Date")) {
            head.add("date", handler.shared().server().date());
        }
        return head;
    }

    private void writeHead(Http2Headers head, boolean end) {
        var context = handler.context();
        var _ = handler.encoder().writeHeaders(context, id, head, 0, end, context.newPromise());
    }

    private void writeBody(ByteBuf body, boolean end) {
        var context = handler.context();
        var _ = handler.encoder().writeData(context, id, body, 0, end, context.newPromise());
    }

    /// The answer is complete: a client that still sends its body is told to stop.
    private void finish() {
        if (!requestEnded) {
            handler.flush(handler.context());
            handler.reset(id, Http2Error.NO_ERROR);
        }
    }

    @Override
    public void begin(int status, Headers headers) {
        post(() -> {
            writeHead(head(status, headers, true), false);
            leaveIfLast(headers);
        });
    }

    @Override
    public void data(byte[] bytes, int offset, int length, Pending pending) {
        data(() -> Unpooled.wrappedBuffer(bytes, offset, length), length, pending);
    }

    @Override
    public void data(List<byte[]> pieces, int length, Pending pending) {
        data(() -> joined(pieces, length), length, pending);
    }

    private void data(Supplier<ByteBuf> body, int length, Pending pending) {
        handler.outbox()
                .post(() -> {
                    if (!handler.open(id)) {
                        pending.release(length);
                        return;
                    }
                    var context = handler.context();
                    var written = context.newPromise().addListener(_ -> pending.release(length));
                    var _ = handler.encoder().writeData(context, id, body.get(), 0, false, written);
                });
    }

    @Override
    public void end() {
        post(() -> {
            exchange.complete();
            writeBody(Http2ServerHandler.nothing(), true);
            finish();
        });
    }

    @Override
    public void abort() {
        post(() -> handler.reset(id, Http2Error.INTERNAL_ERROR));
    }

    @Override
    public void proceed() {
        post(() -> {
            if (!requestEnded) {
                writeHead(new DefaultHttp2Headers(false, 1).status("100"), false);
            }
        });
    }

    @Override
    public void taken(int bytes) {
        if (!requestEnded) {
            handler.outbox().post(() -> handler.consumed(id, bytes));
        }
    }

    @Override
    public ByteStream upgrade(Headers headers) {
        throw new ProtocolException("only HTTP/1.1 connections can be upgraded");
    }
}
