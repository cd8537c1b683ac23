package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslProvider;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class TlsTermsTest {
    private static final int ROOM = 64 << 10;
    private static final List<String> NEW = List.of("TLSv1.3", "TLSv1.2");

    private static TlsServing serving(TestAuthority authority, List<KeyGroup> groups, boolean http2)
            throws Exception {
        var terms = new TlsTerms(NEW, List.of(), groups, http2);
        return new TlsServing(authority.server(List.of()), Map.of(), terms);
    }

    static List<SslProvider> providers() {
        return ServerTlsTest.providers();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void exchangesKeysInChosenGroupsOnly(SslProvider provider) throws Exception {
        var authority = TestAuthority.create();
        var chosen = List.of(KeyGroup.P384, KeyGroup.P521);
        var tls = ServerTls.of(serving(authority, chosen, true), provider);
        assertThat(shakeHands(tls, authority, "secp384r1")).isEqualTo("TLSv1.3");
        assertThat(shakeHands(tls, authority, "secp521r1")).isEqualTo("TLSv1.3");
        assertThatThrownBy(() -> shakeHands(tls, authority, "secp256r1"))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> shakeHands(tls, authority, "x25519"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void everyGroupCanBeChosen() throws Exception {
        var authority = TestAuthority.create();
        for (var group : KeyGroup.values()) {
            var tls = ServerTls.of(serving(authority, List.of(group, KeyGroup.X25519), true));
            assertThat(shakeHands(tls, authority, "x25519")).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void agreesOnHttp1WhereHttp2IsOff() throws Exception {
        var authority = TestAuthority.create();
        assertThat(agreed(authority, true)).isEqualTo("h2");
        assertThat(agreed(authority, false)).isEqualTo("http/1.1");
    }

    private static String agreed(TestAuthority authority, boolean http2) throws Exception {
        var config =
                HttpServerConfig.tls("127.0.0.1", 0, authority.server(List.of()))
                        .withTls(serving(authority, List.of(), http2));
        try (var server = HttpServer.start(config, exchange -> exchange.answerText(200, "ok"));
                var socket =
                        (SSLSocket)
                                authority
                                        .client()
                                        .getSocketFactory()
                                        .createSocket("127.0.0.1", server.port())) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    @Test
    void sharesAPortWithOthersThatDoSo() {
        HttpHandler handler = exchange -> exchange.answerText(200, "ok");
        var first = HttpServerConfig.plain("127.0.0.1", 0).withSharedPort();
        try (var one = HttpServer.start(first, handler);
                var two = HttpServer.start(first.withPort(one.port()), handler)) {
            assertThat(two.port()).isEqualTo(one.port());
            var alone = HttpServerConfig.plain("127.0.0.1", one.port());
            assertThatThrownBy(() -> HttpServer.start(alone, handler))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(BindException.class);
        }
    }

    /// @param group the only one that the client knows
    /// @return the version that both agreed on
    private static String shakeHands(ServerTls tls, TestAuthority authority, String group)
            throws Exception {
        var server = tls.context().newEngine(ByteBufAllocator.DEFAULT);
        var client = authority.client().createSSLEngine("localhost", 1);
        client.setUseClientMode(true);
        var parameters = client.getSSLParameters();
        parameters.setNamedGroups(new String[] {group});
        client.setSSLParameters(parameters);
        var there = ByteBuffer.allocate(ROOM);
        var back = ByteBuffer.allocate(ROOM);
        client.beginHandshake();
        while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            step(client, there, back);
            step(server, back, there);
        }
        return client.getSession().getProtocol();
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        var heard = ByteBuffer.allocate(ROOM);
        in.flip();
        int before = -1;
        while (in.hasRemaining() && in.remaining() != before) {
            before = in.remaining();
            engine.unwrap(in, heard);
            work(engine);
        }
        in.compact();
        do {
            engine.wrap(ByteBuffer.allocate(0), out);
            work(engine);
        } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    }

    private static void work(SSLEngine engine) {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
