package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestAuthority;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.client.BackendTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PartingTest {
    /// The ports that a client with one connection at a time came from in a few requests, and in as
    /// many more as it makes before it hears that it is to go elsewhere.
    private static Set<String> ports(Parting parting, int atLeast) throws Exception {
        var identity = TestAuthority.create("ca").issue("localhost", List.of());
        var ports = new HashSet<String>();
        try (var server =
                        HttpServer.start(
                                HttpServerConfig.tls("127.0.0.1", 0, identity),
                                parting.around(exchange ->
                                        exchange.answerText(
                                                200,
                                                exchange.protocol()
                                                        + " "
                                                        + exchange.remote().getPort())));
                var client =
                        HttpClient.newBuilder()
                                .sslContext(BackendTls.trustingAnybody(Optional.empty()))
                                .build()) {
            var request =
                    HttpRequest.newBuilder(URI.create("https://localhost:" + server.port()))
                            .build();
            for (int i = 0; i < 5 || ports.size() < atLeast; i++) {
                ports.add(client.send(request, BodyHandlers.ofString()).body());
            }
        }
        assertThat(ports).allMatch(port -> port.startsWith("HTTP/2.0 "));
        return ports;
    }

    @Test
    void hasClientsComeBackOverAnotherConnectionByChance() throws Exception {
        RandomGenerator always = () -> 0;
        RandomGenerator never = () -> -1;
        assertThat(ports(new Parting(0.02, always), 2)).hasSizeGreaterThan(1);
        assertThat(ports(new Parting(0.02, never), 1)).hasSize(1);
        assertThat(ports(new Parting(0, always), 1)).hasSize(1);
    }
}
