package dev.jong.http.websocket;

import dev.jong.http.ByteStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The bytes of a WebSocket's messages one after the other, for a protocol that is tunnelled in it.
public final class WebSocketStream implements ByteStream {
    private final WebSocket socket;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    public WebSocketStream(WebSocket socket) {
        this.socket = socket;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void closeOutput() {
        socket.close();
    }

    @Override
    public void close() {
        socket.close();
    }

    private final class Input extends InputStream {
        private byte[] current = new byte[0];
        private int position;

        @Override
        public int read() {
            return ready() ? current[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (!ready()) {
                return -1;
            }
            var count = Math.min(length, current.length - position);
            System.arraycopy(current, position, into, offset, count);
            position += count;
            return count;
        }

        private boolean ready() {
            while (position == current.length) {
                var message = socket.receive();
                if (message.isEmpty()) {
                    return false;
                }
                current =
                        switch (message.get()) {
                            case Message.Binary(var bytes) -> bytes;
                            case Message.Text(var text) -> text.getBytes(StandardCharsets.UTF_8);
                        };
                position = 0;
            }
            return true;
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) {
            socket.sendBinary(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            socket.sendBinary(bytes, offset, length);
        }
    }
}
