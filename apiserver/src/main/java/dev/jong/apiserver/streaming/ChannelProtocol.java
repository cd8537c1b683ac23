package dev.jong.apiserver.streaming;

import dev.jong.api.errors.ApiException;
import dev.jong.http.HttpExchange;
import dev.jong.http.websocket.Message;
import dev.jong.http.websocket.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// How channels are put into a WebSocket's messages.
///
/// @param name as negotiated, "" for none
/// @param base64 text messages with a digit for the channel and base64 after it, for clients that
///   cannot send bytes
/// @param json whether the error channel carries a Status as JSON
/// @param closes whether the client can end one channel
record ChannelProtocol(String name, boolean base64, boolean json, boolean closes) {
    private static final List<String> COMMANDS =
            List.of(
                    "v5.channel.k8s.io",
                    "v4.channel.k8s.io",
                    "v3.channel.k8s.io",
                    "v2.channel.k8s.io",
                    "channel.k8s.io",
                    "v4.base64.channel.k8s.io",
                    "base64.channel.k8s.io");
    private static final List<String> PORTS =
            List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io");

    /// A channel's number and what was sent on it.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares frames
    record Frame(int channel, byte[] payload) {}

    static ChannelProtocol negotiate(HttpExchange exchange) {
        return negotiate(exchange, COMMANDS);
    }

    static ChannelProtocol negotiatePorts(HttpExchange exchange) {
        return negotiate(exchange, PORTS);
    }

    private static ChannelProtocol negotiate(HttpExchange exchange, List<String> known) {
        var offered = WebSocket.offered(exchange);
        var name = WebSocket.negotiate(exchange, known).orElse("");
        if (name.isEmpty() && !offered.isEmpty()) {
            throw ApiException.badRequest(
                    "unable to negotiate a WebSocket protocol: the client offers "
                            + String.join(", ", offered)
                            + ", the server knows "
                            + String.join(", ", known));
        }
        return new ChannelProtocol(
                name,
                name.contains("base64"),
                name.startsWith("v4.") || name.startsWith("v5."),
                name.startsWith("v5."));
    }

    Frame read(Message message) {
        var bytes =
                switch (message) {
                    case Message.Binary(var binary) -> binary;
                    case Message.Text(var text) -> text.getBytes(StandardCharsets.UTF_8);
                };
        if (bytes.length == 0) {
            return new Frame(0, bytes);
        }
        var payload = Arrays.copyOfRange(bytes, 1, bytes.length);
        return base64
                ? new Frame(bytes[0] - '0', Base64.getDecoder().decode(payload))
                : new Frame(bytes[0] & 0xff, payload);
    }

    void send(WebSocket socket, int channel, byte[] bytes, int offset, int length) {
        if (base64) {
            var part = Arrays.copyOfRange(bytes, offset, offset + length);
            socket.sendText((char) ('0' + channel) + Base64.getEncoder().encodeToString(part));
            return;
        }
        var frame = new byte[length + 1];
        frame[0] = (byte) channel;
        System.arraycopy(bytes, offset, frame, 1, length);
        socket.sendBinary(frame);
    }

    void send(WebSocket socket, int channel, byte[] bytes) {
        send(socket, channel, bytes, 0, bytes.length);
    }
}
