package dev.jong.http;

import java.net.InetSocketAddress;

/// A listening HTTP server.
public interface HttpServer extends AutoCloseable {
    /// Binds and serves. A port in use is a [ProtocolException]'s sibling:
    /// [java.io.UncheckedIOException] with [java.net.BindException] as its cause.
    static HttpServer start(HttpServerConfig config, HttpHandler handler) {
        return NettyServer.start(config, handler);
    }

    /// Loads what the first server with TLS needs, a native library among it. Worth beginning
    /// beside other work: it takes a tenth of a second.
    static void warmUp() {
        ServerTls.warmUp();
    }

    /// Where it listens.
    InetSocketAddress address();

    default int port() {
        return address().getPort();
    }

    /// Uses `serving` for handshakes from now on, and judges by it what clients have shown and
    /// show. Only for a server that began with TLS.
    void renew(TlsServing serving);

    /// TLS connections so far that came to nothing before a request could be made.
    long failedHandshakes();

    /// Begins to end: takes no new connections, and has each answer say that it is its connection's
    /// last (`Connection: close`, GOAWAY). Who has a connection may use it until [#close], which
    /// then waits a second for clients to have heard of it: one that was idle is not closed under a
    /// client that has begun to write.
    void leave();

    /// Stops listening, lets requests under way finish within the grace, then closes every
    /// connection.
    @Override
    void close();
}
