package dev.jong.benchmarks.load;

import dev.jong.client.ClientCertificate;
import dev.jong.client.HttpTransport;
import dev.jong.client.KubeconfigClients;
import dev.jong.client.KubeconfigFile;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The API server under load: where it is and how to be let in.
final class Target {
    private final HttpTransport.Settings settings;

    private final @Nullable ClientCertificate certificate;

    private Target(HttpTransport.Settings settings, @Nullable ClientCertificate certificate) {
        this.settings = settings;
        this.certificate = certificate;
    }

    /// The kubeconfig's current context.
    static Target of(Path kubeconfig) {
        var folder = Objects.requireNonNull(kubeconfig.toAbsolutePath().getParent());
        var clients = new KubeconfigClients(KubeconfigFile.read(kubeconfig), folder);
        return new Target(clients.settings("", "jong-load"), clients.certificate("").orElse(null));
    }

    String hostAndPort() {
        return address().getHost() + ":" + port();
    }

    @Nullable String token() {
        String token = settings.token().get();
        return token.isEmpty() ? null : token;
    }

    /// A new connection, ready for HTTP/1.1.
    Socket open() throws IOException {
        var tls = settings.tls();
        if (tls == null) return withoutDelay(new Socket(address().getHost(), port()));
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(address().getHost(), port());
        socket.startHandshake();
        return withoutDelay(socket);
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address().getHost(), port());
    }

    /// For connections that Netty reads; null where none is encrypted. BoringSSL where it can be
    /// loaded. The server is not judged: the other connections of a run do that.
    ///
    /// @param protocol that the server is to speak
    @Nullable SslContext tls(String protocol) {
        if (settings.tls() == null) return null;
        var builder =
                SslContextBuilder.forClient()
                        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        protocol));
        if (certificate != null) {
            builder.keyManager(
                    certificate.key(), certificate.chain().toArray(X509Certificate[]::new));
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static Socket withoutDelay(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return socket;
    }

    private URI address() {
        return settings.server();
    }

    private int port() {
        return address().getPort() < 0 ? 443 : address().getPort();
    }
}
