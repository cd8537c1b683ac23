package dev.jong.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/// A [TlsIdentity] ready for handshakes.
record ServerTls(SslContext context, ClientTrust trust) {
    /// BoringSSL where it can be loaded: with it a request costs a quarter less of the processor.
    static ServerTls of(TlsIdentity identity) {
        return of(identity, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    static ServerTls of(TlsIdentity identity, SslProvider provider) {
        var trust = new ClientTrust(identity.clientAuthorities(), identity.proxyAuthorities());
        var builder =
                SslContextBuilder.forServer(
                                identity.key(), identity.chain().toArray(X509Certificate[]::new))
                        .sslProvider(provider)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        ApplicationProtocolNames.HTTP_2,
                                        ApplicationProtocolNames.HTTP_1_1));
        if (trust.getAcceptedIssuers().length > 0) {
            builder.clientAuth(ClientAuth.OPTIONAL).trustManager(trust);
        }
        try {
            return new ServerTls(builder.build(), trust);
        } catch (SSLException e) {
            throw new ProtocolException(
                    "cannot serve TLS with this key and certificate: " + e.getMessage(), e);
        }
    }
}
