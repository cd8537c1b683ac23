package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// So many watches that they are told together, and some whose clients do not read.
@Timeout(300)
class WatchCrowdTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Pattern NAME = Pattern.compile("\"name\":\"(m[0-9]+)\"");
    private static final int WATCHERS = 52;

    /// More than what sockets take, some 4 MiB, for a client that does not read.
    private static final int CHANGES = 1400;

    private static final int BYTES = 4000;

    /// Changes come faster than a crowd is called.
    private static final int CREATORS = 8;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new ArrayList<>();
    private OpenServer server;

    @BeforeEach
    void start() {
        server = new OpenServer();
    }

    @AfterEach
    void stop() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        threads.close();
        server.close();
    }

    @Test
    void whoDoesNotReadHoldsUpNobodyAndLosesNothing() throws Exception {
        var read = new ArrayList<Future<List<String>>>();
        var silent = new ArrayList<BufferedReader>();
        for (int i = 0; i < WATCHERS; i++) {
            var lines = watch();
            if (i % 20 == 10) {
                silent.add(lines);
            } else {
                read.add(threads.submit(() -> names(lines)));
            }
        }
        var creators = new ArrayList<Future<?>>();
        for (int i = 0; i < CREATORS; i++) {
            int from = i;
            creators.add(threads.submit(() -> createEach(from)));
        }
        for (var creator : creators) {
            creator.get();
        }

        var first = read.getFirst().get();
        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, CHANGES).mapToObj(i -> "m" + i).toList());
        for (var names : read) {
            assertThat(names.get()).isEqualTo(first);
        }
        for (var lines : silent) {
            assertThat(names(lines)).isEqualTo(first);
        }
    }

    /// After the head of its answer.
    private BufferedReader watch() throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(server.address());
        socket.getOutputStream()
                .write(
                        ("GET " + MAPS + "?watch=1&resourceVersion=0 HTTP/1.1\r\nHost: a\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        var lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(lines.readLine()).startsWith("HTTP/1.1 200");
        for (var line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            assertThat(line).contains(": ");
        }
        return lines;
    }

    /// Of the objects that are told, lengths of chunks left out.
    private static List<String> names(BufferedReader lines) throws IOException {
        var names = new ArrayList<String>();
        while (names.size() < CHANGES) {
            var matcher = NAME.matcher(lines.readLine());
            if (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private void createEach(int from) {
        for (int index = from; index < CHANGES; index += CREATORS) {
            var body =
                    "{\"metadata\":{\"name\":\"m"
                            + index
                            + "\"},\"data\":{\"text\":\""
                            + "x".repeat(BYTES)
                            + "\"}}";
            server.create(MAPS, body);
        }
    }
}
