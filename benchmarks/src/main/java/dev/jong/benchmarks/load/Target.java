package dev.jong.benchmarks.load;

import dev.jong.client.HttpTransport;
import dev.jong.client.KubeconfigClients;
import dev.jong.client.KubeconfigFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The API server under load: where it is and how to be let in.
final class Target {
    private final HttpTransport.Settings settings;

    private Target(HttpTransport.Settings settings) {
        this.settings = settings;
    }

    /// The kubeconfig's current context.
    static Target of(Path kubeconfig) {
        var folder = Objects.requireNonNull(kubeconfig.toAbsolutePath().getParent());
        var clients = new KubeconfigClients(KubeconfigFile.read(kubeconfig), folder);
        return new Target(clients.settings("", "jong-load"));
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

    /// For one connection; null where none is encrypted.
    @Nullable SSLEngine engine() {
        var tls = settings.tls();
        if (tls == null) return null;
        var engine = tls.createSSLEngine(address().getHost(), port());
        engine.setUseClientMode(true);
        return engine;
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
