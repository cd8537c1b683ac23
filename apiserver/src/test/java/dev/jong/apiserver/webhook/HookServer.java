package dev.jong.apiserver.webhook;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpHandler;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Webhooks in this process: each path answers objects with objects over TLS, under a certificate
/// for 127.0.0.1 and `hook.default.svc` that signs itself.
public final class HookServer implements AutoCloseable {
    private final Map<String, UnaryOperator<JsonObject>> answers = new ConcurrentHashMap<>();
    private final Map<String, HttpHandler> raw = new ConcurrentHashMap<>();
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final TlsIdentity identity;
    private final HttpServer server;

    public HookServer() {
        try {
            identity = identity();
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = HttpServer.start(HttpServerConfig.tls("127.0.0.1", 0, identity), this::handle);
    }

    private static TlsIdentity identity()
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var now = Instant.now();
        var name = new X500Name("CN=hook");
        var names =
                new GeneralName[] {
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.dNSName, "hook.default.svc")
                };
        var builder =
                new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now.minus(Duration.ofHours(1))),
                                Date.from(now.plus(Duration.ofHours(5))),
                                name,
                                keys.getPublic())
                        .addExtension(
                                Extension.subjectAlternativeName, false, new GeneralNames(names))
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        X509Certificate signed =
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(keys.getPrivate())));
        return new TlsIdentity(keys.getPrivate(), List.of(signed));
    }

    public HookServer on(String path, UnaryOperator<JsonObject> answer) {
        answers.put(path, answer);
        return this;
    }

    /// A webhook that answers as it likes.
    public void raw(String path, HttpHandler handler) {
        raw.put(path, handler);
    }

    private void handle(HttpExchange exchange) {
        clients.add(exchange.remote());
        var rude = raw.get(exchange.path());
        if (rude != null) {
            rude.handle(exchange);
            return;
        }
        var answer = answers.get(exchange.path());
        if (answer == null) {
            exchange.answerText(404, "no such hook");
            return;
        }
        JsonObject body;
        try {
            var bytes = exchange.body().readAllBytes();
            body = bytes.length == 0 ? JsonObject.EMPTY : (JsonObject) Json.parse(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        asked.add(body);
        exchange.answer(
                200,
                Headers.of("Content-Type", "application/json"),
                Json.write(answer.apply(body)));
    }

    /// What came in, the oldest first.
    public List<JsonObject> asked() {
        return List.copyOf(asked);
    }

    /// How many connections there have been.
    public int connections() {
        return new HashSet<>(clients).size();
    }

    public int port() {
        return server.port();
    }

    public String url(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    /// The authority, as `caBundle` has it.
    public String bundle() {
        try {
            var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
            var pem =
                    "-----BEGIN CERTIFICATE-----\n"
                            + encoder.encodeToString(identity.chain().getFirst().getEncoded())
                            + "\n-----END CERTIFICATE-----\n";
            return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Writes a file that leads to one of the webhooks, and tells its name.
    public String kubeconfig(Path folder, String path) {
        var text =
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: h, cluster: {server: "%s", certificate-authority-data: %s}}]
                contexts: [{name: h, context: {cluster: h}}]
                current-context: h
                """
                        .formatted(url(path), bundle());
        try {
            return Files.writeString(folder.resolve("hook.yaml"), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
