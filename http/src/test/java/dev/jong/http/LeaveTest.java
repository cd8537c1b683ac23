package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a server ends under clients that keep their connections: whoever has one is answered, and
/// told to go before it is closed.
@Timeout(180)
class LeaveTest {
    private static final int CLIENTS = 8;
    private static final int ANSWERS = 50;

    private final CountDownLatch answered = new CountDownLatch(CLIENTS * ANSWERS);
    private SSLContext trusting;
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        var authority = TestAuthority.create();
        trusting = authority.client();
        server =
                HttpServer.start(
                        HttpServerConfig.tls("127.0.0.1", 0, authority.server(List.of())),
                        exchange -> exchange.answerText(200, "ok"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsEachConnectionBeforeItIsClosed() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var idle = connect()) {
            assertThat(ask(idle)).doesNotContain("Connection: close");
            var told =
                    IntStream.range(0, CLIENTS)
                            .mapToObj(_ -> threads.submit(this::askUntilTold))
                            .toList();
            answered.await();
            server.leave();
            for (var each : told) {
                assertThat(each.get()).contains("Connection: close");
            }
            assertThat(ask(idle)).contains("Connection: close");
        }
    }

    /// @return the last answer
    private List<String> askUntilTold() throws IOException {
        try (var connection = connect()) {
            while (true) {
                var answer = ask(connection);
                if (answer.contains("Connection: close")) {
                    return answer;
                }
                answered.countDown();
            }
        }
    }

    private Socket connect() throws IOException {
        return trusting.getSocketFactory().createSocket("127.0.0.1", server.port());
    }

    /// @return the head of the answer
    private static List<String> ask(Socket connection) throws IOException {
        var out = connection.getOutputStream();
        out.write(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        var in =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.US_ASCII));
        var head = in.lines().takeWhile(line -> !line.isEmpty()).toList();
        assertThat(head).as("an answer").isNotEmpty();
        assertThat(in.read()).isEqualTo('o');
        assertThat(in.read()).isEqualTo('k');
        return head;
    }

    /// A client of HTTP/2 finds out that nobody takes new connections before it has sent anything.
    @Test
    void losesNoRequestOfHttp2() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var client = HttpClient.newBuilder().sslContext(trusting).build()) {
            var ends =
                    IntStream.range(0, CLIENTS)
                            .mapToObj(_ -> threads.submit(() -> askOn(client)))
                            .toList();
            answered.await();
            server.leave();
            // Not closed before each has heard of it: that takes a client as long as it takes.
            for (var end : ends) {
                assertThat(end.get()).isInstanceOf(ConnectException.class);
            }
        }
    }

    /// @return what ended it
    private IOException askOn(HttpClient client) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                        .POST(BodyPublishers.ofString("again"))
                        .build();
        while (true) {
            try {
                assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("ok");
                answered.countDown();
            } catch (IOException e) {
                return e;
            }
        }
    }
}
