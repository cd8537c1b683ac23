package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Watches for clients that ask for a WebSocket: browsers, fabric8's.
class WebSocketWatchTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
    private OpenServer server;

    @BeforeEach
    void start() {
        server = new OpenServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsEachEventInAMessageOfText() throws Exception {
        create("one");
        var socket = watch("?watch=true", "application/json");
        create("two");

        assertThat(message().toString())
                .startsWith("{\"type\":\"ADDED\"")
                .contains("\"name\":\"one\"");
        assertThat(message().toString()).contains("\"name\":\"two\"").endsWith("\n");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        assertThat(message()).isEqualTo("closed");
    }

    @Test
    void tellsEachEventInAMessageOfProtobuf() throws Exception {
        create("one");
        var socket = watch("?watch=true", "application/vnd.kubernetes.protobuf");

        // field 1, the type, comes before field 2, the object
        assertThat((byte[]) message()).startsWith(0x0a, 5, 'A', 'D', 'D', 'E', 'D', 0x12);
        socket.abort();
    }

    @Test
    void endsWhenTheTimeIsUp() throws Exception {
        watch("?watch=true&timeoutSeconds=1", "application/json");

        assertThat(message()).isEqualTo("closed");
    }

    private Object message() throws InterruptedException {
        var message = messages.poll(60, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    private WebSocket watch(String query, String type) {
        return server.client()
                .newWebSocketBuilder()
                .header("Accept", type)
                .buildAsync(server.uri("ws", MAPS + query), new Listener())
                .join();
    }

    private void create(String name) {
        server.create(MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    /// Collects whole messages.
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer part, boolean last) {
            var bytes = new byte[part.remaining()];
            part.get(bytes);
            messages.add(bytes);
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("closed");
            return null;
        }
    }
}
