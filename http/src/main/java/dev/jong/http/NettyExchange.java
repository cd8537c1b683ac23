package dev.jong.http;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One request on its virtual thread; the connection's loop feeds its inbox and tells it when the
/// client goes.
final class NettyExchange implements HttpExchange {
    /// Larger answers wait for their client piece by piece, so that they do not pile up encrypted.
    private static final int WHOLE_BYTES = 256 << 10;

    private final Connection connection;
    private final Wire wire;
    private final RequestHead head;
    private final Target target;
    private final Inbox inbox;
    private final Pending pending = new Pending();
    private final AtomicBoolean answerBegun = new AtomicBoolean();
    private final Object goodbyes = new Object();
    private final List<Runnable> onDisconnect = new ArrayList<>(1);
    private @Nullable Query query;
    private @Nullable String path;
    private final AtomicBoolean answered = new AtomicBoolean();
    private Headers more = Headers.EMPTY;
    private volatile int status;
    private volatile long length;
    private volatile @Nullable WireStream stream;
    private boolean upgraded;
    private boolean proceeded;
    private boolean complete;

    /// @param expectsProceed whether the client waits for a 100 before it sends the body
    record RequestHead(
            String method, String uri, String protocol, Headers headers, boolean expectsProceed) {}

    NettyExchange(Connection connection, Wire wire, RequestHead head) {
        this.connection = connection;
        this.wire = wire;
        this.head = head;
        this.target = Target.parse(head.uri());
        this.inbox = new Inbox(wire::taken);
    }

    // What the loop does.

    Inbox inbox() {
        return inbox;
    }

    void disconnected() {
        pending.gone();
        inbox.fail(new DisconnectedException("the client has gone"));
        List<Runnable> actions;
        synchronized (goodbyes) {
            if (complete) {
                return;
            }
            actions = List.copyOf(onDisconnect);
            onDisconnect.clear();
        }
        actions.forEach(Runnable::run);
    }

    /// The last byte of the answer has been handed to the connection.
    void complete() {
        synchronized (goodbyes) {
            complete = true;
            onDisconnect.clear();
        }
    }

    // What the server does around the handler.

    void handled() {
        if (!answered.get()) {
            refuse(500, "the request was not answered");
        }
    }

    void refuse(int status, @Nullable String reason) {
        if (upgraded) {
            return;
        }
        if (answered.get()) {
            abandon();
            return;
        }
        try {
            answerText(status, reason + "\n");
        } catch (DisconnectedException _) {
            // nobody is left to be refused
        }
    }

    void abandon() {
        if (!upgraded && connected()) {
            answered.set(true);
            wire.abort();
        }
    }

    void answerBegun() {
        if (answerBegun.compareAndSet(false, true)) {
            connection.server().inFlight().leave();
        }
    }

    // What the handler sees.

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        var known = path;
        if (known == null) {
            known = target.decodedPath();
            path = known;
        }
        return known;
    }

    @Override
    public String rawPath() {
        return target.path();
    }

    @Override
    public String rawQuery() {
        return target.query();
    }

    @Override
    public Query query() {
        var known = query;
        if (known == null) {
            known = Query.parse(target.query());
            query = known;
        }
        return known;
    }

    @Override
    public Headers headers() {
        return head.headers();
    }

    @Override
    public String protocol() {
        return head.protocol();
    }

    @Override
    public boolean secure() {
        return connection.secure();
    }

    @Override
    public InetSocketAddress remote() {
        return connection.remote();
    }

    @Override
    public InetSocketAddress local() {
        return connection.local();
    }

    @Override
    public Optional<PeerCertificates> peer() {
        return connection.peer();
    }

    @Override
    public InputStream body() {
        return new LimitedStream(unlimitedBody(), connection.server().limits().maxBodyBytes());
    }

    @Override
    public InputStream unlimitedBody() {
        if (head.expectsProceed() && !proceeded && !answered.get()) {
            proceeded = true;
            wire.proceed();
        }
        return inbox;
    }

    @Override
    public byte[] bodyBytes() {
        var limit = connection.server().limits().maxBodyBytes();
        var single = inbox.single();
        if (single != null) {
            wire.taken(single.length);
            if (single.length > limit) {
                throw new BodyTooLargeException(limit);
            }
            return single;
        }
        var length = head.headers().value("Content-Length");
        if (length.length() > 18 || (!length.isEmpty() && Long.parseLong(length) > limit)) {
            throw new BodyTooLargeException(limit);
        }
        var all = new ByteArrayOutputStream();
        var part = new byte[16 << 10];
        var body = body();
        try (body) {
            for (var count = body.read(part); count >= 0; count = body.read(part)) {
                all.write(part, 0, count);
            }
        } catch (java.io.IOException e) {
            throw new DisconnectedException("reading the body failed", e);
        }
        return all.toByteArray();
    }

    @Override
    public boolean answered() {
        return answered.get();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long written() {
        var opened = stream;
        return opened == null ? length : opened.written();
    }

    @Override
    public void addHeader(String name, String value) {
        more = more.with(name, value);
    }

    @Override
    public void answer(int status, Headers headers, byte[] body) {
        answer(status, headers, List.of(body));
    }

    @Override
    public void answer(int status, Headers headers, List<byte[]> pieces) {
        var length = 0L;
        for (var piece : pieces) {
            length += piece.length;
        }
        this.status = status;
        if (length > WHOLE_BYTES && !method().equals("HEAD")) {
            var measured =
                    headers.without("Content-Length")
                            .with("Content-Length", Long.toString(length))
                            .and(more);
            begin();
            try (var stream = body(status, measured)) {
                pieces.forEach(stream::writeShared);
            }
            answerBegun();
            return;
        }
        begin();
        this.length = length;
        wire.answer(status, headers.and(more), pieces);
        answerBegun();
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        begin();
        answerBegun();
        return body(status, headers.and(more));
    }

    private WireStream body(int status, Headers headers) {
        var opened =
                new WireStream(
                        wire, pending, () -> wire.begin(status, headers), method().equals("HEAD"));
        this.status = status;
        stream = opened;
        return opened;
    }

    @Override
    public ByteStream upgrade(Headers headers) {
        if (!head.protocol().equals("HTTP/1.1")) {
            throw new ProtocolException("only HTTP/1.1 connections can be upgraded");
        }
        begin();
        status = 101;
        upgraded = true;
        answerBegun();
        return wire.upgrade(headers.and(more));
    }

    private void begin() {
        pending.check();
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("the request has been answered");
        }
    }

    @Override
    public boolean connected() {
        return !pending.isGone();
    }

    @Override
    public void onDisconnect(Runnable action) {
        synchronized (goodbyes) {
            if (connected()) {
                onDisconnect.add(action);
                return;
            }
        }
        action.run();
    }
}
