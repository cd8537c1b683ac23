package dev.jong.apiserver.streaming;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.spdy.SpdyStream;
import dev.jong.http.websocket.WebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs one exec or attach between a WebSocket's channels and a kubelet's SPDY streams.
final class CommandTranslation {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;
    private static final int NORMAL = 1000;
    private static final int FAILURE = 1011;

    private final WebSocket socket;
    private final ChannelProtocol protocol;
    private final SpdySession session;
    private final CommandOptions options;
    private final Map<Integer, SpdyStream> fromClient = new HashMap<>();

    CommandTranslation(
            WebSocket socket,
            ChannelProtocol protocol,
            SpdySession session,
            CommandOptions options) {
        this.socket = socket;
        this.protocol = protocol;
        this.session = session;
        this.options = options;
    }

    /// Returns when the command has ended or the client has gone.
    void run() {
        try {
            var error = open("error");
            if (options.stdin()) {
                fromClient.put(STDIN, open("stdin"));
            }
            var outputs = new ArrayList<Thread>();
            if (options.stdout()) {
                var stream = open("stdout");
                outputs.add(
                        Thread.ofVirtual().name("exec-stdout").start(() -> copy(stream, STDOUT)));
            }
            if (options.stderr() && !options.tty()) {
                var stream = open("stderr");
                outputs.add(
                        Thread.ofVirtual().name("exec-stderr").start(() -> copy(stream, STDERR)));
            }
            if (options.tty()) {
                fromClient.put(RESIZE, open("resize"));
            }
            greet();
            var reader = Thread.ofVirtual().name("exec-input").start(this::receive);
            finish(error, outputs);
            socket.close(NORMAL, "");
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (HttpException | IOException _) {
            // one of the two sides has gone: so goes the other
        } finally {
            session.close();
            socket.close(FAILURE, "the connection to the kubelet broke");
        }
    }

    private SpdyStream open(String type) {
        return session.open(Headers.of("streamtype", type));
    }

    /// An empty message on the first output tells the client that the command runs.
    private void greet() {
        var first = options.stdout() ? STDOUT : options.stderr() ? STDERR : ERROR;
        protocol.send(socket, first, new byte[0]);
    }

    private void copy(SpdyStream from, int channel) {
        var piece = new byte[32 << 10];
        try {
            var in = from.input();
            for (var count = in.read(piece); count >= 0; count = in.read(piece)) {
                protocol.send(socket, channel, piece, 0, count);
            }
        } catch (HttpException | IOException _) {
            session.close();
        }
    }

    /// The exit status comes after all output.
    private void finish(SpdyStream error, List<Thread> outputs)
            throws IOException, InterruptedException {
        var status = error.input().readAllBytes();
        for (var output : outputs) {
            output.join();
        }
        if (status.length > 0) {
            protocol.send(socket, ERROR, protocol.json() ? status : message(status));
        }
    }

    /// For old protocols: the plain text of a failure, nothing for a success.
    private static byte[] message(byte[] status) {
        try {
            var text =
                    Json.parse(status) instanceof JsonObject object
                            ? "Success".equals(object.text("status"))
                                    ? ""
                                    : String.valueOf(object.text("message"))
                            : "";
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (JsonException _) {
            return status;
        }
    }

    private void receive() {
        try {
            for (var message = socket.receive(); message.isPresent(); message = socket.receive()) {
                var frame = protocol.read(message.get());
                if (frame.channel() == CLOSE && protocol.closes() && frame.payload().length > 0) {
                    var closed = fromClient.get(frame.payload()[0] & 0xff);
                    if (closed != null) {
                        closed.closeOutput();
                    }
                    continue;
                }
                var stream = fromClient.get(frame.channel());
                if (stream != null && frame.payload().length > 0) {
                    stream.output().write(frame.payload());
                }
            }
        } catch (HttpException | IOException | IllegalArgumentException _) {
            // the end of the one is the end of the other
        }
        session.close();
    }
}
