package dev.jong.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a server listens.
///
/// @param host address to bind, "" for all
/// @param port port to bind, 0 for any free one
/// @param serving TLS; null for plain text
/// @param limits what a client may ask for
/// @param name begins the names of the server's threads
/// @param portShared whether other programs that want it too may listen at the same place
///   (`SO_REUSEPORT`)
public record HttpServerConfig(
        String host,
        int port,
        @Nullable TlsServing serving,
        Limits limits,
        String name,
        boolean portShared) {

    /// What a client may ask for, and how long things may take.
    ///
    /// @param maxBodyBytes of a request (3 MiB)
    /// @param maxStreams concurrent requests of one HTTP/2 connection (Go clients expect at least
    ///   250)
    /// @param headerTimeout from a request's first byte to the end of its headers
    /// @param idleTimeout how long a connection without requests stays open
    /// @param shutdownGrace how long [HttpServer#close()] waits for requests under way
    /// @param loops event loop threads
    public record Limits(
            long maxBodyBytes,
            int maxStreams,
            Duration headerTimeout,
            Duration idleTimeout,
            Duration shutdownGrace,
            int loops) {
        public static final Limits DEFAULT =
                new Limits(
                        3L << 20,
                        1000,
                        Duration.ofSeconds(32),
                        Duration.ofSeconds(180),
                        Duration.ofSeconds(5),
                        Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 16));

        public Limits withMaxStreams(int streams) {
            return new Limits(
                    maxBodyBytes, streams, headerTimeout, idleTimeout, shutdownGrace, loops);
        }

        public Limits withHeaderTimeout(Duration timeout) {
            return new Limits(maxBodyBytes, maxStreams, timeout, idleTimeout, shutdownGrace, loops);
        }

        public Limits withLoops(int count) {
            return new Limits(
                    maxBodyBytes, maxStreams, headerTimeout, idleTimeout, shutdownGrace, count);
        }
    }

    public static HttpServerConfig plain(String host, int port) {
        return new HttpServerConfig(host, port, null, Limits.DEFAULT, "http", false);
    }

    public static HttpServerConfig tls(String host, int port, TlsIdentity identity) {
        return new HttpServerConfig(
                host, port, TlsServing.of(identity), Limits.DEFAULT, "https", false);
    }

    public Optional<TlsServing> tls() {
        return Optional.ofNullable(serving);
    }

    public HttpServerConfig withTls(TlsServing newServing) {
        return new HttpServerConfig(host, port, newServing, limits, name, portShared);
    }

    public HttpServerConfig withLimits(Limits newLimits) {
        return new HttpServerConfig(host, port, serving, newLimits, name, portShared);
    }

    public HttpServerConfig withPort(int newPort) {
        return new HttpServerConfig(host, newPort, serving, limits, name, portShared);
    }

    public HttpServerConfig withName(String newName) {
        return new HttpServerConfig(host, port, serving, limits, newName, portShared);
    }

    public HttpServerConfig withSharedPort() {
        return new HttpServerConfig(host, port, serving, limits, name, true);
    }
}
