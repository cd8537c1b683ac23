package dev.jong.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/// How connections to etcd are protected.
public sealed interface EtcdSecurity {

    /// Not at all: for members that only this machine reaches.
    record Plain() implements EtcdSecurity {}

    /// TLS 1.2 or newer.
    ///
    /// @param authorities who may have signed the members' certificates; empty for those that this
    ///   machine trusts
    /// @param identity what this process shows; empty when members ask for nothing
    record Tls(List<X509Certificate> authorities, List<Identity> identity) implements EtcdSecurity {
        public Tls {
            authorities = List.copyOf(authorities);
            identity = List.copyOf(identity);
            if (identity.size() > 1) {
                throw new IllegalArgumentException("a client has one identity");
            }
        }
    }

    /// A key and its certificate, which those that signed it may follow.
    record Identity(PrivateKey key, List<X509Certificate> chain) {
        public Identity {
            chain = List.copyOf(chain);
        }
    }

    /// Applies to connections that are made from now on.
    default void applyTo(NettyChannelBuilder channel) {
        switch (this) {
            case Plain() -> channel.usePlaintext();
            case Tls tls -> channel.sslContext(context(tls));
        }
    }

    private static io.netty.handler.ssl.SslContext context(Tls tls) {
        try {
            var context = GrpcSslContexts.configure(GrpcSslContexts.forClient(), SslProvider.JDK);
            if (!tls.authorities.isEmpty()) {
                context.trustManager(tls.authorities);
            }
            for (var identity : tls.identity) {
                context.keyManager(identity.key(), identity.chain());
            }
            return context.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException(
                    "the certificates for etcd cannot be used: " + e.getMessage(), e);
        }
    }
}
