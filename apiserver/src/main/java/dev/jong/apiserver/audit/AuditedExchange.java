package dev.jong.apiserver.audit;

import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.ByteStream;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.PeerCertificates;
import dev.jong.http.Query;
import dev.jong.http.ResponseStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// A request whose body and answer are looked at on their way.
final class AuditedExchange implements HttpExchange {
    private static final int SWITCHING = 101;

    private final HttpExchange exchange;
    private final AuditedRequest request;
    private byte[] sent = {};

    AuditedExchange(HttpExchange exchange, AuditedRequest request) {
        this.exchange = exchange;
        this.request = request;
    }

    /// As far as it was read whole.
    byte[] sent() {
        return sent;
    }

    String sentType() {
        return headers().value("Content-Type");
    }

    @Override
    public byte[] bodyBytes() {
        var bytes = exchange.bodyBytes();
        if (bytes.length > 0) {
            sent = bytes;
        }
        return bytes;
    }

    @Override
    public void answer(int status, Headers headers, byte[] body) {
        answer(status, headers, List.of(body));
    }

    @Override
    public void answer(int status, Headers headers, List<byte[]> pieces) {
        if (request.wantsAnswer(status)) {
            var whole = new ByteArrayOutputStream();
            pieces.forEach(whole::writeBytes);
            request.answered(whole.toByteArray(), headers.value("Content-Type"));
        }
        request.answering(status);
        long start = System.nanoTime();
        exchange.answer(status, headers, pieces);
        RequestContext.took(Layer.WRITE, System.nanoTime() - start);
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        request.answering(status);
        var stream = exchange.stream(status, headers);
        return request.isLong() || !request.wantsAnswer(status)
                ? stream
                : new Copying(stream, headers);
    }

    @Override
    public int status() {
        return exchange.status();
    }

    @Override
    public long written() {
        return exchange.written();
    }

    @Override
    public ByteStream upgrade(Headers headers) {
        request.answering(SWITCHING);
        return exchange.upgrade(headers);
    }

    /// Keeps what is written.
    private final class Copying extends ResponseStream {
        private final ResponseStream out;
        private final Headers headers;
        private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

        Copying(ResponseStream out, Headers headers) {
            this.out = out;
            this.headers = headers;
        }

        @Override
        public void write(int b) {
            copy.write(b);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            copy.write(bytes, offset, length);
            out.write(bytes, offset, length);
        }

        @Override
        public void writeShared(byte[] bytes) {
            copy.writeBytes(bytes);
            out.writeShared(bytes);
        }

        @Override
        public boolean hasRoom() {
            return out.hasRoom();
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            request.answered(plain(), headers.value("Content-Type"));
            out.close();
        }

        private byte[] plain() {
            if (!headers.value("Content-Encoding").equals("gzip")) {
                return copy.toByteArray();
            }
            try (var in = new GZIPInputStream(new ByteArrayInputStream(copy.toByteArray()))) {
                return in.readAllBytes();
            } catch (IOException _) {
                return new byte[0]; // it was broken off
            }
        }

        @Override
        public void abort() {
            out.abort();
        }
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String path() {
        return exchange.path();
    }

    @Override
    public String rawPath() {
        return exchange.rawPath();
    }

    @Override
    public String rawQuery() {
        return exchange.rawQuery();
    }

    @Override
    public Query query() {
        return exchange.query();
    }

    @Override
    public Headers headers() {
        return exchange.headers();
    }

    @Override
    public String protocol() {
        return exchange.protocol();
    }

    @Override
    public boolean secure() {
        return exchange.secure();
    }

    @Override
    public InetSocketAddress remote() {
        return exchange.remote();
    }

    @Override
    public InetSocketAddress local() {
        return exchange.local();
    }

    @Override
    public Optional<PeerCertificates> peer() {
        return exchange.peer();
    }

    @Override
    public InputStream body() {
        return exchange.body();
    }

    @Override
    public InputStream unlimitedBody() {
        return exchange.unlimitedBody();
    }

    @Override
    public boolean answered() {
        return exchange.answered();
    }

    @Override
    public void addHeader(String name, String value) {
        exchange.addHeader(name, value);
    }

    @Override
    public boolean connected() {
        return exchange.connected();
    }

    @Override
    public void onDisconnect(Runnable action) {
        exchange.onDisconnect(action);
    }
}
