package dev.jong.apiserver.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestAuthority;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.TlsIdentity;
import dev.jong.http.client.BackendTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class ServingFilesTest {
    private static final String REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    @TempDir private Path folder;
    private TestAuthority authority;
    private TlsIdentity own;
    private TestServer server;

    @BeforeEach
    void authority() throws Exception {
        authority = TestAuthority.create("ca");
        own = authority.issue("own", List.of(authority.certificate()));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(String... flags) {
        server =
                TestServer.start(config -> {
                    var access =
                            config.access()
                                    .orElseThrow()
                                    .withFrontProxy(new FrontProxy(own, List.of(), Set.of("own")));
                    return config.withHttp(HttpServerConfig.tls("127.0.0.1", 0, own))
                            .withAccess(access)
                            .withFlags(ServerFlags.of(flags));
                });
    }

    private Path file(String name, Object... contents) throws Exception {
        var text = new StringBuilder();
        for (var content : contents) {
            text.append(TestAuthority.pem(content));
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private String pair(String name, TlsIdentity identity) throws Exception {
        return file(name + ".crt", identity.chain().getFirst())
                + ","
                + file(name + ".key", identity.key());
    }

    private String[] standard(String name, TlsIdentity identity) throws Exception {
        var files = pair(name, identity).split(",", -1);
        return new String[] {"--tls-cert-file=" + files[0], "--tls-private-key-file=" + files[1]};
    }

    /// What a client is shown that asks for a name.
    private X509Certificate shown(String name, String... protocols) throws Exception {
        try (var socket = handshake(name, protocols)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private SSLSocket handshake(String name, String... protocols) throws Exception {
        var context = BackendTls.trustingAnybody(Optional.empty());
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket("127.0.0.1", server.server().address().getPort());
        var parameters = socket.getSSLParameters();
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Who the server takes the client for; "401" when for nobody.
    private String user(HttpClient client, String... headers) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "https://127.0.0.1:"
                                                + server.server().address().getPort()
                                                + REVIEW))
                        .POST(BodyPublishers.ofString("{}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        return answer.statusCode() == 201
                ? String.valueOf(
                        ((JsonObject) Json.parse(answer.body()))
                                .object("status")
                                .object("userInfo")
                                .text("username"))
                : String.valueOf(answer.statusCode());
    }

    private static HttpClient client(TlsIdentity identity) {
        return HttpClient.newBuilder()
                .sslContext(BackendTls.trustingAnybody(Optional.of(identity)))
                .build();
    }

    @Test
    void takesUpAnotherCertificateAndKeepsItWhileTheNextIsUnfit() throws Exception {
        var first = authority.issue("first", List.of());
        var second = authority.issue("second", List.of());
        start(standard("serving", first));
        assertThat(shown("api.example")).isEqualTo(first.chain().getFirst());
        assertThat(shown("")).isEqualTo(own.chain().getFirst());
        assertThat(shown("localhost")).isEqualTo(own.chain().getFirst());

        pair("serving", second);
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(shown("api.example")).isEqualTo(second.chain().getFirst()));

        file("serving.crt", first.chain().getFirst());
        var third = authority.issue("third", List.of());
        var content =
                new FileContent<>(
                        List.of(folder.resolve("serving.crt"), file("third.key", first.key())),
                        KeyPairs::read);
        file("third.key", third.key());
        assertThat(content.look()).isFalse();
        assertThat(content.value().key()).isEqualTo(first.key());
        file("serving.crt", third.chain().getFirst());
        assertThat(content.look()).isTrue();
        assertThat(content.value().chain()).isEqualTo(third.chain());
        assertThat(shown("api.example")).isEqualTo(second.chain().getFirst());
    }

    @Test
    void showsTheCertificateOfTheNameThatAClientAsksFor() throws Exception {
        var named = authority.issue("shop.example", List.of());
        var wild = authority.issue("other", List.of());
        var address = authority.issue("address", List.of());
        start(
                "--tls-sni-cert-key=" + pair("named", named),
                "--tls-sni-cert-key=" + pair("wild", wild) + ":*.example,api.test",
                "--tls-sni-cert-key=" + pair("address", address) + ":127.0.0.1");
        assertThat(shown("shop.example")).isEqualTo(named.chain().getFirst());
        assertThat(shown("Any.Example")).isEqualTo(wild.chain().getFirst());
        assertThat(shown("api.test")).isEqualTo(wild.chain().getFirst());
        assertThat(shown("a.b.example")).isEqualTo(own.chain().getFirst());
        assertThat(shown("other")).isEqualTo(own.chain().getFirst());
        assertThat(shown("")).isEqualTo(address.chain().getFirst());
    }

    @Test
    void believesTheClientsOfTheAuthorityThatTheFileHoldsNow() throws Exception {
        var old = TestAuthority.create("old");
        var other = TestAuthority.create("other");
        start("--client-ca-file=" + file("clients.crt", old.certificate()));
        try (var alice = client(old.issue("alice", List.of()));
                var carol = client(authority.issue("carol", List.of()))) {
            assertThat(user(alice)).isEqualTo("alice");
            assertThat(user(carol)).isEqualTo("carol");
            file("clients.crt", other.certificate());
            Awaitility.await().untilAsserted(() -> assertThat(user(alice)).isEqualTo("401"));
            assertThat(user(carol)).isEqualTo("carol");
        }
        try (var bob = client(other.issue("bob", List.of()))) {
            assertThat(user(bob)).isEqualTo("bob");
        }
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(published("client-ca-file"))
                                .contains(TestAuthority.pem(old.certificate()))
                                .contains(TestAuthority.pem(other.certificate())));
    }

    @Test
    void believesProxiesThatNameUsersInOtherFields() throws Exception {
        var proxies = TestAuthority.create("proxies");
        start(
                "--requestheader-client-ca-file=" + file("proxies.crt", proxies.certificate()),
                "--requestheader-allowed-names=gate",
                "--requestheader-username-headers=X-Remote-User,X-Name",
                "--requestheader-group-headers=X-Remote-Group");
        try (var gate = client(proxies.issue("gate", List.of()));
                var other = client(proxies.issue("other", List.of()))) {
            assertThat(user(gate, "X-Name", "dave", "X-Remote-Group", "system:authenticated"))
                    .isEqualTo("dave");
            assertThat(user(other, "X-Name", "dave")).isEqualTo("401");
        }
        assertThat(published("requestheader-username-headers"))
                .isEqualTo("[\"X-Remote-User\",\"X-Name\"]");
        assertThat(published("requestheader-allowed-names")).isEqualTo("[\"gate\",\"own\"]");
    }

    private String published(String key) {
        return server.server()
                .registry()
                .of(dev.jong.api.core.v1.ConfigMap.KIND)
                .get("kube-system", "extension-apiserver-authentication")
                .object()
                .data()
                .getOrDefault(key, "");
    }

    @Test
    void agreesToTheVersionsAndCiphersThatWereChosen() throws Exception {
        start("--tls-min-version=VersionTLS13");
        assertThat(shown("", "TLSv1.3")).isEqualTo(own.chain().getFirst());
        assertThatThrownBy(() -> shown("", "TLSv1.2")).isInstanceOf(SSLException.class);
        server.close();
        start(
                "--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305");
        try (var socket = handshake("", "TLSv1.2")) {
            assertThat(socket.getSession().getCipherSuite())
                    .isIn(
                            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        }
        try (var socket = handshake("", "TLSv1.3")) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls-cert-file=x | missing filename for serving cert",
                "--tls-min-version=TLS13 | unknown tls version \"TLS13\"",
                "--tls-cipher-suites=ROT13 | Cipher suite ROT13 not supported or doesn't exist",
                "--tls-cipher-suites=TLS_AES_128_GCM_SHA256 | error configuring http2: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)",
                "--tls-sni-cert-key=x | invalid argument \"x\" for \"--tls-sni-cert-key\" flag: expected comma separated certificate and key file paths",
                "--tls-sni-cert-key=x,y: | invalid argument \"x,y:\" for \"--tls-sni-cert-key\" flag: empty names list is not allowed",
                "--client-ca-file=/absent | unable to load client CA file: cannot read /absent (NoSuchFileException)",
                "--requestheader-uid-headers=X-Id | --requestheader-uid-headers is set without specifying the standard X-Remote-Uid header - API aggregation will not work",
                "--requestheader-group-headers= | empty value in \"requestheader-group-headers\""
            })
    void refusesWhatCannotBe(String flag, String message) {
        assertThatThrownBy(() -> start(flag)).hasMessage(message);
    }

    @Test
    void refusesAnAuthorityOfUsersForProxiesOfAnyName() throws Exception {
        var both = file("both.crt", authority.certificate());
        assertThatThrownBy(() ->
                        start("--client-ca-file=" + both, "--requestheader-client-ca-file=" + both))
                .hasMessageStartingWith(
                        "--requestheader-client-ca-file and --client-ca-file contain overlapping"
                                + " certificates; --requestheader-allowed-names must be specified");
    }
}
