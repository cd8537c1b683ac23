package dev.jong.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// What all requests of one connection share.
final class Connection {
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable SslHandler tls;
    private final Supplier<ClientTrust> trust;
    private final Server server;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private @Nullable PeerCertificates peer;
    private @Nullable ClientTrust judge;

    Connection(Channel channel, Server server, Supplier<ClientTrust> trust) {
        this.tls = channel.pipeline().get(SslHandler.class);
        this.trust = trust;
        this.server = server;
        this.remote = address(channel.remoteAddress());
        this.local = address(channel.localAddress());
    }

    private static InetSocketAddress address(@Nullable Object address) {
        return address instanceof InetSocketAddress internet
                ? internet
                : InetSocketAddress.createUnresolved("", 0);
    }

    Server server() {
        return server;
    }

    boolean secure() {
        return tls != null;
    }

    InetSocketAddress remote() {
        return remote;
    }

    InetSocketAddress local() {
        return local;
    }

    /// Judges the client's certificate on the first request's thread that asks, and again once
    /// others are believed.
    Optional<PeerCertificates> peer() {
        lock.lock();
        try {
            var current = trust.get();
            if (judge != current) {
                peer = shown(current).orElse(null);
                judge = current;
            }
            return Optional.ofNullable(peer);
        } finally {
            lock.unlock();
        }
    }

    private Optional<PeerCertificates> shown(ClientTrust current) {
        if (tls == null) {
            return Optional.empty();
        }
        try {
            var chain =
                    Arrays.stream(tls.engine().getSession().getPeerCertificates())
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .toList();
            return chain.isEmpty() ? Optional.empty() : Optional.of(current.judge(chain));
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }
}
