package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class ServerTlsTest {
    /// When nothing is expected any more.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int ROOM = 64 << 10;

    @Test
    void usesTheNativeLibraryOnLinux() {
        assertThat(OpenSsl.isAvailable()).isEqualTo(linux());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void speaksWithAClientThatShowsACertificate(SslProvider provider) throws Exception {
        var authority = TestAuthority.create();
        var identity = authority.server(List.of(authority.certificate()));
        var tls = ServerTls.of(TlsServing.of(identity), provider);
        var server = tls.context().newEngine(ByteBufAllocator.DEFAULT);
        var known = authority.issue("CN=known", KeyPurposeId.id_kp_clientAuth);
        var client = authority.client(known).createSSLEngine("localhost", 1);
        client.setUseClientMode(true);
        var there = ByteBuffer.allocate(ROOM);
        var back = ByteBuffer.allocate(ROOM);
        client.beginHandshake();
        var heard = ByteBuffer.allocate(ROOM);
        while (heard.position() == 0) {
            step(client, "ping", there, back, ByteBuffer.allocate(ROOM));
            step(server, "", back, there, heard);
        }
        assertThat(new String(heard.array(), 0, heard.position(), StandardCharsets.US_ASCII))
                .isEqualTo("ping");
        var leaf = (X509Certificate) server.getSession().getPeerCertificates()[0];
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=known");
        client.closeOutbound();
        server.closeOutbound();
    }

    @Test
    void countsHandshakesThatFail() throws Exception {
        var authority = TestAuthority.create();
        var config = HttpServerConfig.tls("127.0.0.1", 0, authority.server(List.of()));
        try (var server = HttpServer.start(config, exchange -> exchange.answerText(200, "well"))) {
            assertThat(server.failedHandshakes()).isZero();
            try (var plain = new Socket("127.0.0.1", server.port())) {
                plain.getOutputStream()
                        .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                plain.getInputStream().readAllBytes();
            }
            await().atMost(PATIENCE).until(() -> server.failedHandshakes() == 1);
            new Socket("127.0.0.1", server.port()).close();
            await().atMost(PATIENCE).until(() -> server.failedHandshakes() == 2);
            try (var good =
                    authority
                            .client()
                            .getSocketFactory()
                            .createSocket("localhost", server.port())) {
                good.getOutputStream()
                        .write(
                                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(good.getInputStream().readAllBytes()).asString().endsWith("well");
            }
            assertThat(server.failedHandshakes()).isEqualTo(2);
        }
    }

    /// Reads what came, then writes what the handshake or, after it, the application has to say.
    private static void step(
            SSLEngine engine, String text, ByteBuffer out, ByteBuffer in, ByteBuffer heard)
            throws Exception {
        in.flip();
        while (in.hasRemaining()) {
            int before = in.remaining();
            engine.unwrap(in, heard);
            work(engine);
            if (in.remaining() == before
                    && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
        }
        in.compact();
        var source = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        do {
            engine.wrap(source, out);
            work(engine);
        } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    }

    private static void work(SSLEngine engine) {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    static List<SslProvider> providers() {
        return linux() ? List.of(SslProvider.JDK, SslProvider.OPENSSL) : List.of(SslProvider.JDK);
    }

    private static boolean linux() {
        return System.getProperty("os.name").equals("Linux");
    }
}
