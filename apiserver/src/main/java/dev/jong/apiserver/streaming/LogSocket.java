package dev.jong.apiserver.streaming;

import dev.jong.api.errors.ApiException;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.HttpExchange;
import dev.jong.http.websocket.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Sends a stream of bytes as the messages of a WebSocket.
final class LogSocket {
    private static final String BASE64 = "base64.binary.k8s.io";
    private static final List<String> PROTOCOLS = List.of("binary.k8s.io", BASE64);
    private static final int FAILURE = 1011;

    private LogSocket() {}

    /// Returns when all of `from` has been sent or the client has gone; `stop` makes `from` end.
    static void send(HttpExchange exchange, InputStream from, Runnable stop) {
        var protocol = WebSocket.negotiate(exchange, PROTOCOLS).orElse("");
        if (protocol.isEmpty() && !WebSocket.offered(exchange).isEmpty()) {
            throw ApiException.badRequest(
                    "unable to negotiate a WebSocket protocol: the server knows "
                            + String.join(", ", PROTOCOLS));
        }
        var socket = WebSocket.accept(exchange, protocol, Headers.EMPTY);
        var _ =
                Thread.ofVirtual()
                        .name("log-input")
                        .start(() -> {
                            while (socket.receive().isPresent()) {
                                // clients have nothing to say here
                            }
                            stop.run();
                        });
        try {
            copy(from, socket, protocol.equals(BASE64));
            socket.close();
        } catch (HttpException | IOException _) {
            socket.close(FAILURE, "the log broke off");
        }
    }

    private static void copy(InputStream from, WebSocket socket, boolean base64)
            throws IOException {
        var piece = new byte[16 << 10];
        for (var count = from.read(piece); count >= 0; count = from.read(piece)) {
            if (base64) {
                socket.sendText(Base64.getEncoder().encodeToString(Arrays.copyOf(piece, count)));
            } else {
                socket.sendBinary(piece, 0, count);
            }
        }
    }
}
