package dev.jong.http;

import java.net.InetSocketAddress;

/// A listening HTTP server.
public interface HttpServer extends AutoCloseable {
    /// Binds and serves. A port in use is a [ProtocolException]'s sibling:
    /// [java.io.UncheckedIOException] with [java.net.BindException] as its cause.
    static HttpServer start(HttpServerConfig config, HttpHandler handler) {
        return NettyServer.start(config, handler);
    }

    /// Where it listens.
    InetSocketAddress address();

    default int port() {
        return address().getPort();
    }

    /// Uses `identity` for handshakes from now on. Only for a server that began with TLS.
    void renew(TlsIdentity identity);

    /// Stops listening, lets requests under way finish within the grace, then closes every
    /// connection.
    @Override
    void close();
}
