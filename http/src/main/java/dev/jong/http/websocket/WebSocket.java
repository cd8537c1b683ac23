package dev.jong.http.websocket;

import dev.jong.http.ByteStream;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A WebSocket, either end. One thread receives; any thread sends. Pings are answered while
/// receiving.
public final class WebSocket implements AutoCloseable {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MESSAGE_BYTES = 16 << 20;

    private final ByteStream stream;
    private final String protocol;
    private final FrameReader frames;
    private final FrameWriter writer;
    private final ReentrantLock sending = new ReentrantLock();
    private boolean closeSent;

    private WebSocket(ByteStream stream, String protocol, boolean client) {
        this.stream = stream;
        this.protocol = protocol;
        this.frames = new FrameReader(stream.input(), MESSAGE_BYTES);
        this.writer = new FrameWriter(stream.output(), client);
    }

    public static boolean wanted(HttpExchange exchange) {
        return exchange.wantsUpgrade("websocket");
    }

    /// What the client can speak, in its order of preference; empty if it names nothing.
    public static List<String> offered(HttpExchange exchange) {
        return exchange.headers().all("Sec-WebSocket-Protocol").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// The first protocol the client offers that is `supported`.
    public static Optional<String> negotiate(HttpExchange exchange, List<String> supported) {
        return offered(exchange).stream().filter(supported::contains).findFirst();
    }

    /// Upgrades `exchange`, as a server. `protocol` is what was negotiated, "" for none.
    public static WebSocket accept(HttpExchange exchange, String protocol, Headers more) {
        var key = exchange.headers().value("Sec-WebSocket-Key");
        if (key.isEmpty() || !exchange.headers().value("Sec-WebSocket-Version").equals("13")) {
            throw new ProtocolException("not a WebSocket handshake of version 13");
        }
        var headers =
                more.with("Upgrade", "websocket").with("Sec-WebSocket-Accept", acceptKey(key));
        var stream =
                exchange.upgrade(
                        protocol.isEmpty()
                                ? headers
                                : headers.with("Sec-WebSocket-Protocol", protocol));
        return new WebSocket(stream, protocol, false);
    }

    /// A client's end after its handshake.
    public static WebSocket client(ByteStream stream, String protocol) {
        return new WebSocket(stream, protocol, true);
    }

    /// What `Sec-WebSocket-Accept` must be for a client's key.
    public static String acceptKey(String key) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The negotiated protocol, "" for none.
    public String protocol() {
        return protocol;
    }

    /// Waits for the next message; empty when the other side has closed or gone.
    public Optional<Message> receive() {
        try {
            var parts = new ByteArrayOutputStream(0);
            var kind = 0;
            while (true) {
                var frame = frames.next();
                switch (frame.opcode()) {
                    case FrameReader.PING ->
                            send(FrameReader.PONG, frame.payload(), 0, frame.payload().length);
                    case FrameReader.PONG -> {}
                    case FrameReader.CLOSE -> {
                        closeWith(frame.payload());
                        return Optional.empty();
                    }
                    case FrameReader.TEXT, FrameReader.BINARY, FrameReader.CONTINUATION -> {
                        kind = frame.opcode() == FrameReader.CONTINUATION ? kind : frame.opcode();
                        if (frame.last() && parts.size() == 0) {
                            return Optional.of(message(kind, frame.payload()));
                        }
                        parts.writeBytes(frame.payload());
                        if (parts.size() > MESSAGE_BYTES) {
                            throw new ProtocolException("a WebSocket message is too long");
                        }
                        if (frame.last()) {
                            return Optional.of(message(kind, parts.toByteArray()));
                        }
                    }
                    default ->
                            throw new ProtocolException(
                                    "unknown WebSocket opcode " + frame.opcode());
                }
            }
        } catch (IOException | DisconnectedException _) {
            return Optional.empty();
        }
    }

    private static Message message(int kind, byte[] payload) {
        return kind == FrameReader.TEXT
                ? new Message.Text(new String(payload, StandardCharsets.UTF_8))
                : new Message.Binary(payload);
    }

    public void sendBinary(byte[] bytes, int offset, int length) {
        send(FrameReader.BINARY, bytes, offset, length);
    }

    public void sendBinary(byte[] bytes) {
        sendBinary(bytes, 0, bytes.length);
    }

    public void sendText(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        send(FrameReader.TEXT, bytes, 0, bytes.length);
    }

    public void ping() {
        send(FrameReader.PING, new byte[0], 0, 0);
    }

    private void send(int opcode, byte[] bytes, int offset, int length) {
        sending.lock();
        try {
            if (!closeSent) {
                writer.write(opcode, bytes, offset, length);
            }
        } catch (IOException e) {
            throw new DisconnectedException("the WebSocket broke", e);
        } finally {
            sending.unlock();
        }
    }

    /// Says goodbye with a status code (1000: normal, 1011: our failure) and ends the connection.
    public void close(int code, String reason) {
        var text = reason.getBytes(StandardCharsets.UTF_8);
        var payload = new byte[2 + Math.min(text.length, 123)];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, payload.length - 2);
        closeWith(payload);
    }

    private void closeWith(byte[] payload) {
        sending.lock();
        try {
            if (!closeSent) {
                closeSent = true;
                writer.write(FrameReader.CLOSE, payload, 0, payload.length);
            }
        } catch (IOException | DisconnectedException _) {
            // the other side is gone already
        } finally {
            sending.unlock();
            stream.close();
        }
    }

    @Override
    public void close() {
        close(1000, "");
    }
}
