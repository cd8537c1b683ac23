package dev.jong.apiserver.streaming;

import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.Pump;
import dev.jong.http.TlsIdentity;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.spdy.SpdyStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Speaks as a kubelet does: `exec` echoes its input in capitals and fails with 3, port-forward
/// echoes, logs show the question.
final class FakeKubelet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String EXIT_3 =
            "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero exit code\","
                    + "\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}";

    private final HttpServer server;

    FakeKubelet(int port) throws Exception {
        server =
                HttpServer.start(
                        HttpServerConfig.tls("127.0.0.1", port, identity()), FakeKubelet::handle);
    }

    static TlsIdentity identity() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var now = Instant.now();
        var name = new X500Name("CN=kubelet");
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofHours(5))),
                        name,
                        keys.getPublic());
        var signed =
                builder.build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        return new TlsIdentity(
                keys.getPrivate(),
                List.of(new JcaX509CertificateConverter().getCertificate(signed)));
    }

    int port() {
        return server.port();
    }

    private static void handle(HttpExchange exchange) {
        var path = exchange.path();
        if (path.startsWith("/containerLogs/")) {
            try (var stream = exchange.stream(200, Headers.EMPTY)) {
                stream.write(
                        (path + "?" + exchange.rawQuery() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } else if (path.startsWith("/exec/")) {
            exec(exchange, session(exchange, "v4.channel.k8s.io"));
        } else if (path.startsWith("/portForward/")) {
            forward(session(exchange, "portforward.k8s.io"));
        } else {
            exchange.answerText(404, "no such path");
        }
    }

    private static SpdySession session(HttpExchange exchange, String protocol) {
        return SpdySession.server(
                exchange.upgrade(
                        Headers.of(
                                "Upgrade",
                                "SPDY/3.1",
                                "Connection",
                                "Upgrade",
                                "X-Stream-Protocol-Version",
                                protocol)));
    }

    private static void exec(HttpExchange exchange, SpdySession session) {
        var query = exchange.query();
        var wanted = 1;
        for (var name : List.of("input", "output", "error", "tty")) {
            wanted += query.has(name) ? 1 : 0;
        }
        var streams = new HashMap<String, SpdyStream>();
        while (streams.size() < wanted) {
            var stream = session.accept(PATIENCE).orElseThrow();
            streams.put(stream.headers().value("streamtype"), stream);
        }
        try (session) {
            var out = streams.get("stdout").output();
            out.write(
                    (String.join(" ", query.all("command")) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            if (streams.containsKey("stdin")) {
                var text =
                        new String(
                                streams.get("stdin").input().readAllBytes(),
                                StandardCharsets.UTF_8);
                out.write(text.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            }
            streams.get("error").output().write(EXIT_3.getBytes(StandardCharsets.UTF_8));
            streams.values().forEach(SpdyStream::closeOutput);
            Thread.onSpinWait();
        } catch (IOException e) {
            throw new DisconnectedException("", e);
        }
    }

    private static void forward(SpdySession session) {
        for (var stream = session.accept(Duration.ofMinutes(1));
                stream.isPresent();
                stream = session.accept(Duration.ofMinutes(1))) {
            var one = stream.get();
            Thread.ofVirtual()
                    .start(() -> {
                        try (one) {
                            if (one.headers().value("streamtype").equals("data")) {
                                Pump.copy(one.input(), one.output());
                            }
                        } catch (IOException | DisconnectedException _) {
                            // the client is done
                        }
                    });
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
