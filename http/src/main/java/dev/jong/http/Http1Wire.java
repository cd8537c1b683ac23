package dev.jong.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The answers on an HTTP/1.1 connection, one after the other: one wire for all of them, so that a
/// request needs none of its own. The methods of [Wire] bring themselves to the connection's loop,
/// the others run there.
final class Http1Wire implements Wire {
    /// A body up to this size is copied into one buffer with its head.
    private static final int JOINED_BYTES = 16 << 10;

    private final Connection connection;
    private final ChannelHandlerContext context;
    private final Outbox outbox;
    private final Http1Connection requests;
    private boolean ended;
    private boolean streaming;
    private @Nullable Http1Body body;
    private boolean silent;
    private boolean keepAlive;
    private boolean oldClient;
    private boolean waitsForProceed;

    Http1Wire(
            Connection connection,
            ChannelHandlerContext context,
            Outbox outbox,
            Http1Connection requests) {
        this.connection = connection;
        this.context = context;
        this.outbox = outbox;
        this.requests = requests;
    }

    /// The next answer is this request's.
    void expect(HttpRequest request) {
        oldClient = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        keepAlive = HttpUtil.isKeepAlive(request) && !connection.server().closing();
        silent = request.method().name().equals("HEAD");
        waitsForProceed = HttpUtil.is100ContinueExpected(request);
        ended = false;
        streaming = false;
        body = null;
    }

    /// Whether the client waits for a word before it sends the body.
    boolean waitsForProceed() {
        return waitsForProceed;
    }

    boolean answerEnded() {
        return ended;
    }

    /// Whether the answer under way has no length that was told.
    boolean isEndless() {
        return streaming && body != null && body.chunked();
    }

    /// The next answer is the last one.
    void leave() {
        keepAlive = false;
    }

    @Override
    public void answer(int status, Headers headers, List<byte[]> pieces) {
        outbox.post(() -> writeAnswer(status, headers, pieces));
    }

    private void writeAnswer(int status, Headers headers, List<byte[]> pieces) {
        if (!requests.isServing()) {
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
        if ((waitsForProceed && !requests.hasWholeRequest()) || connection.server().closing()) {
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
            if (!requests.isServing()) {
                return;
            }
            streaming = true;
            var measured = headers.has("Content-Length");
            boolean chunked = !measured && !oldClient && status != 204 && status != 304;
            body = new Http1Body(context, chunked);
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
        data(to -> to.write(bytes, offset, length), length, pending);
    }

    @Override
    public void data(List<byte[]> pieces, int length, Pending pending) {
        data(to -> to.write(pieces, length), length, pending);
    }

    private void data(Function<Http1Body, ChannelFuture> write, int length, Pending pending) {
        outbox.post(() -> {
            var open = body;
            if (!requests.isServing() || open == null) {
                pending.release(length);
            } else {
                var _ = write.apply(open).addListener(_ -> pending.release(length));
            }
        });
    }

    @Override
    public void end() {
        outbox.post(() -> {
            var open = body;
            if (requests.isServing() && open != null) {
                finish(silent ? context.write(Unpooled.EMPTY_BUFFER) : open.end());
            }
        });
    }

    private void finish(ChannelFuture written) {
        ended = true;
        requests.answered(written, keepAlive);
    }

    @Override
    public void abort() {
        outbox.post(() -> {
            if (requests.isServing()) {
                var _ = context.close();
            }
        });
    }

    @Override
    public void proceed() {
        outbox.post(() -> {
            if (requests.isServing() && !ended) {
                waitsForProceed = false;
                var head = context.alloc().buffer(32);
                Http1Head.status(head, 100);
                Http1Head.end(head);
                var _ = context.write(head);
            }
        });
    }

    @Override
    public void taken(int bytes) {
        requests.taken(bytes);
    }

    @Override
    public ByteStream upgrade(Headers headers) {
        var stream = new RawStream(context.channel());
        outbox.post(() -> {
            if (!requests.isServing()) {
                stream.lost();
                return;
            }
            var head = context.alloc().buffer(256);
            Http1Head.status(head, 101);
            Http1Head.fields(head, headers, false, true);
            if (!headers.has("Connection")) {
                Http1Head.ascii(head, "Connection: Upgrade\r\n");
            }
            Http1Head.end(head);
            requests.leaveTo(stream, head);
        });
        return stream;
    }
}
