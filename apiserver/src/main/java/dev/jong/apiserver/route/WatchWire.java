package dev.jong.apiserver.route;

import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Format;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.ResponseStream;
import dev.jong.http.websocket.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// How the events of one watch travel: as a body without end, or as messages of a WebSocket when
/// the client asks for one.
sealed interface WatchWire extends AutoCloseable {
    /// `gone` is called when the client has left.
    static WatchWire open(HttpExchange exchange, Accepted accepted, Runnable gone) {
        boolean protobuf = accepted.format() == Format.PROTOBUF;
        if (WebSocket.wanted(exchange)) {
            boolean binary = protobuf || accepted.format() == Format.CBOR;
            return new Socket(WebSocket.accept(exchange, "", Headers.EMPTY), binary, gone);
        }
        exchange.onDisconnect(gone);
        var headers =
                switch (accepted.format()) {
                    case PROTOBUF -> Answers.headers(Format.PROTOBUF.mediaType() + ";stream=watch");
                    case CBOR -> Answers.headers("application/cbor-seq");
                    case JSON, YAML -> Answers.headers(Format.JSON);
                };
        return new Body(exchange.stream(200, headers), protobuf);
    }

    /// One event, a line of JSON or a `WatchEvent` in another format; the array must never change
    /// again.
    void send(byte[] event);

    void flush();

    /// Whether an event can be sent and flushed without waiting for the client.
    boolean hasRoom();

    /// Breaks off, so that the client sees that more was to come.
    void abort();

    @Override
    void close();

    /// Lines of JSON, items of CBOR (RFC 8742), or protobuf messages each behind its length in four
    /// bytes.
    record Body(ResponseStream out, boolean protobuf) implements WatchWire {
        public Body {
            out.flush();
        }

        @Override
        public void send(byte[] event) {
            if (protobuf) {
                out.write(ByteBuffer.allocate(Integer.BYTES).putInt(event.length).array());
            }
            out.writeShared(event);
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public boolean hasRoom() {
            return out.hasRoom();
        }

        @Override
        public void abort() {
            out.abort();
        }

        @Override
        public void close() {
            out.close();
        }
    }

    /// A message for each event: text for JSON, binary for others.
    record Socket(WebSocket socket, boolean binary) implements WatchWire {
        /// RFC 6455, section 7.4.1.
        private static final int INTERNAL_ERROR = 1011;

        Socket(WebSocket socket, boolean binary, Runnable gone) {
            this(socket, binary);
            Thread.ofVirtual()
                    .name("watch-input")
                    .start(() -> {
                        while (socket.receive().isPresent()) {
                            // clients have nothing to say here
                        }
                        gone.run();
                    });
        }

        @Override
        public void send(byte[] event) {
            if (binary) {
                socket.sendBinary(event);
            } else {
                socket.sendText(new String(event, StandardCharsets.UTF_8));
            }
        }

        @Override
        public void flush() {
            // a message leaves at once
        }

        @Override
        public boolean hasRoom() {
            return false; // it is not known
        }

        @Override
        public void abort() {
            socket.close(INTERNAL_ERROR, "internal error");
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
