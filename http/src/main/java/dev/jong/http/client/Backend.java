package dev.jong.http.client;

import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A server we send requests to, over a connection of its own for each. Blocks; meant for virtual
/// threads.
///
/// @param tls how to speak TLS; empty for plain text
/// @param serverName who the server is asked to be in the handshake; `host` as a rule
/// @param verifyName whether the server's certificate must be for `serverName`
/// @param connectTimeout for the connection and the handshake
/// @param readTimeout how long to wait for the next piece of an answer; zero for ever
public record Backend(
        String host,
        int port,
        Optional<SSLContext> tls,
        String serverName,
        boolean verifyName,
        Duration connectTimeout,
        Duration readTimeout) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    public static Backend plain(String host, int port) {
        return new Backend(
                host, port, Optional.empty(), host, false, CONNECT_TIMEOUT, Duration.ZERO);
    }

    public static Backend tls(String host, int port, SSLContext context, boolean verifyName) {
        return new Backend(
                host, port, Optional.of(context), host, verifyName, CONNECT_TIMEOUT, Duration.ZERO);
    }

    /// The same server under the name that its certificate bears.
    public Backend named(String name) {
        return new Backend(host, port, tls, name, verifyName, connectTimeout, readTimeout);
    }

    /// Gives up when connecting, or the next piece of an answer, takes longer.
    public Backend within(Duration patience) {
        return new Backend(host, port, tls, serverName, verifyName, patience, patience);
    }

    /// A request without a body, or to upgrade.
    public BackendAnswer send(String method, String target, Headers headers) {
        return send(method, target, headers, InputStream.nullInputStream(), 0);
    }

    /// Sends a request and returns when the answer's head is here; its body streams. `Host` is
    /// added if absent; framing fields are ours. [DisconnectedException] when the backend cannot be
    /// reached.
    ///
    /// @param target path and query
    /// @param length of `body`, -1 if not known
    public BackendAnswer send(
            String method, String target, Headers headers, InputStream body, long length) {
        var socket = connect();
        try {
            var out = socket.getOutputStream();
            var in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
            out.write(head(method, target, headers, length));
            out.flush();
            sendBody(body, length, out);
            return BackendAnswer.read(new SocketStream(socket, in, out), method);
        } catch (IOException e) {
            SocketStream.of(socket).close();
            throw new DisconnectedException(method + " " + address() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            SocketStream.of(socket).close();
            throw e;
        }
    }

    /// A connection for several requests, one after the other.
    SocketStream open() {
        var socket = connect();
        try {
            socket.setSoTimeout(0);
            return new SocketStream(
                    socket,
                    new BufferedInputStream(socket.getInputStream(), 16 << 10),
                    socket.getOutputStream());
        } catch (IOException e) {
            SocketStream.of(socket).close();
            throw new DisconnectedException("dial tcp " + address() + ": " + e.getMessage(), e);
        }
    }

    /// Sends a request on an open connection.
    void write(SocketStream stream, BackendPool.Call call) throws IOException {
        var out = stream.output();
        out.write(head(call.method(), call.target(), call.headers(), call.body().length));
        out.write(call.body());
        out.flush();
    }

    private String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private Socket connect() {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(host, port), Math.toIntExact(connectTimeout.toMillis()));
            var ready = tls.isEmpty() ? socket : handshake(socket, tls.get());
            ready.setSoTimeout(Math.toIntExact(readTimeout.toMillis()));
            return ready;
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw new DisconnectedException("dial tcp " + address() + ": " + reason(e), e);
        }
    }

    private static String reason(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        return message.equals("Connection refused") ? "connect: connection refused" : message;
    }

    private Socket handshake(Socket socket, SSLContext context) throws IOException {
        var secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, serverName, port, true);
        if (verifyName) {
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        secured.setSoTimeout(Math.toIntExact(connectTimeout.toMillis()));
        secured.startHandshake();
        return secured;
    }

    private byte[] head(String method, String target, Headers headers, long length) {
        var head =
                new StringBuilder(256)
                        .append(method)
                        .append(' ')
                        .append(target)
                        .append(" HTTP/1.1\r\n");
        if (!headers.has("Host")) {
            head.append("Host: ").append(address()).append("\r\n");
        }
        headers.without("Content-Length", "Transfer-Encoding")
                .forEach((name, value) ->
                        head.append(name)
                                .append(": ")
                                .append(value.replaceAll("[\r\n]", " "))
                                .append("\r\n"));
        if (length < 0) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (length > 0
                || method.equals("POST")
                || method.equals("PUT")
                || method.equals("PATCH")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        if (!headers.has("Connection")) {
            head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void sendBody(InputStream body, long length, OutputStream out)
            throws IOException {
        if (length == 0) {
            return;
        }
        var piece = new byte[16 << 10];
        for (var count = body.read(piece); count >= 0; count = body.read(piece)) {
            if (length < 0) {
                out.write(
                        (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(piece, 0, count);
            if (length < 0) {
                out.write('\r');
                out.write('\n');
            }
            out.flush();
        }
        if (length < 0) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }
}
