package dev.jong.apiserver.webhook;

import dev.jong.api.GoText;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.config.ConfigFields;
import dev.jong.apiserver.config.ConfigFile;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.PemFile;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.TlsIdentity;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendPool;
import dev.jong.http.client.BackendTls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// A webhook that a file in the form of a kubeconfig names: its server, whom to believe, and what
/// to show there. Connections are kept.
public final class ConfiguredHook implements AutoCloseable {
    /// Hooks are told how long they are waited for, as client-go does.
    private static final String TIMEOUT = "?timeout=30s";

    private static final int UNAVAILABLE = 503;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int OK = 200;
    private static final int OK_END = 300;

    private final BackendPool connections = new BackendPool();
    private final Backend backend;
    private final String url;
    private final String authority;
    private final String target;
    private final Supplier<String> authorization;

    private ConfiguredHook(URI server, Backend backend, Supplier<String> authorization) {
        this.backend = backend;
        this.url = server.toString();
        this.authority = server.getRawAuthority();
        this.target = (server.getRawPath().isEmpty() ? "/" : server.getRawPath()) + TIMEOUT;
        this.authorization = authorization;
    }

    /// @throws InvalidConfiguration when the file does not say where the webhook is
    public static ConfiguredHook of(Path kubeconfig) {
        var fields = ConfigFile.read(kubeconfig, "Config", List.of("v1"), whole -> whole);
        try {
            return of(new Files(kubeconfig), fields);
        } catch (InvalidConfiguration e) {
            throw new InvalidConfiguration(kubeconfig + ": " + e.getMessage(), e);
        }
    }

    private static ConfiguredHook of(Files files, ConfigFields fields) {
        var context = named(fields, "contexts", "context", fields.text("current-context"));
        var cluster = named(fields, "clusters", "cluster", context.text("cluster"));
        var user =
                context.text("user").isEmpty()
                        ? ConfigFields.of(JsonObject.EMPTY)
                        : named(fields, "users", "user", context.text("user"));
        var server = server(cluster.text("server"));
        var host = server.getHost().replaceAll("^\\[|]$", "");
        if (server.getScheme().equals("http")) {
            int port = server.getPort() < 0 ? HTTP : server.getPort();
            return new ConfiguredHook(server, Backend.plain(host, port), credential(files, user));
        }
        var anybody = cluster.flag("insecure-skip-tls-verify").orElse(false);
        int port = server.getPort() < 0 ? HTTPS : server.getPort();
        var backend = Backend.tls(host, port, tls(files, cluster, user, anybody), !anybody);
        var name = cluster.text("tls-server-name");
        return new ConfiguredHook(
                server, name.isEmpty() ? backend : backend.named(name), credential(files, user));
    }

    private static URI server(String text) {
        try {
            var server = URI.create(text);
            if (server.getHost() != null && List.of("http", "https").contains(server.getScheme())) {
                return server;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new InvalidConfiguration("server \"" + text + "\" is not a URL");
    }

    private static SSLContext tls(
            Files files, ConfigFields cluster, ConfigFields user, boolean anybody) {
        var certificate = files.data(user, "client-certificate");
        var own =
                certificate.map(pem ->
                        new TlsIdentity(
                                PemFile.key(
                                        files.data(user, "client-key")
                                                .orElseThrow(() ->
                                                        new InvalidConfiguration(
                                                                "a client certificate without"
                                                                        + " its key"))),
                                PemFile.certificates(pem)));
        if (anybody) {
            return BackendTls.trustingAnybody(own);
        }
        return files.data(cluster, "certificate-authority")
                .map(pem -> BackendTls.trusting(own, PemFile.certificates(pem)))
                .orElseGet(() -> BackendTls.trustingSystem(own));
    }

    private static Supplier<String> credential(Files files, ConfigFields user) {
        var tokenFile = user.text("tokenFile");
        var token = user.text("token");
        var name = user.text("username");
        if (!tokenFile.isEmpty()) {
            var path = files.path(tokenFile);
            return () -> "Bearer " + ConfigFile.text(path).strip();
        }
        if (!token.isEmpty()) {
            return () -> "Bearer " + token;
        }
        if (name.isEmpty()) {
            return () -> "";
        }
        var pair = (name + ":" + user.text("password")).getBytes(StandardCharsets.UTF_8);
        var basic = "Basic " + Base64.getEncoder().encodeToString(pair);
        return () -> basic;
    }

    private static ConfigFields named(ConfigFields fields, String list, String part, String name) {
        return fields.objects(list).stream()
                .filter(item -> item.text("name").equals(name))
                .flatMap(item -> item.object(part).stream())
                .findFirst()
                .orElseThrow(() ->
                        new InvalidConfiguration(
                                "there is no " + part + " \"" + name + "\" in " + list));
    }

    /// What a kubeconfig names is relative to its own folder.
    private record Files(Path kubeconfig) {
        Path path(String name) {
            return kubeconfig.toAbsolutePath().resolveSibling(name);
        }

        /// In the file itself (`NAME-data`, base64) or in another.
        Optional<String> data(ConfigFields fields, String name) {
            var inline = fields.text(name + "-data");
            if (!inline.isEmpty()) {
                try {
                    return Optional.of(
                            new String(
                                    Base64.getDecoder().decode(inline), StandardCharsets.US_ASCII));
                } catch (IllegalArgumentException e) {
                    throw new InvalidConfiguration(name + "-data is not base64", e);
                }
            }
            var file = fields.text(name);
            return file.isEmpty() ? Optional.empty() : Optional.of(ConfigFile.text(path(file)));
        }
    }

    /// Posts an object and expects nothing but success.
    ///
    /// @return what went wrong; empty when nothing did
    public Optional<String> deliver(JsonObject object, Duration patience) {
        try {
            var reply = send(object, patience);
            return succeeded(reply)
                    ? Optional.empty()
                    : Optional.of(Refusals.text(reply.status(), reply.body()));
        } catch (HttpException | InvalidConfiguration e) {
            return Optional.of(failure(e));
        }
    }

    /// Posts an object and waits for the object that answers it.
    public HookAnswer ask(JsonObject object, Duration patience) {
        try {
            var reply = send(object, patience);
            if (!succeeded(reply)) {
                return new HookAnswer.Failed(
                        Refusals.text(reply.status(), reply.body()), reply.status());
            }
            return Json.parse(reply.body()) instanceof JsonObject answer
                    ? new HookAnswer.Body(answer)
                    : new HookAnswer.Failed("the answer is not a JSON object", UNAVAILABLE);
        } catch (HttpException | JsonException | InvalidConfiguration e) {
            return new HookAnswer.Failed(failure(e), UNAVAILABLE);
        }
    }

    private static boolean succeeded(BackendPool.Reply reply) {
        return reply.status() >= OK && reply.status() < OK_END;
    }

    private String failure(RuntimeException e) {
        return "Post " + GoText.quote(url) + ": " + e.getMessage();
    }

    private BackendPool.Reply send(JsonObject object, Duration patience) {
        var headers =
                Headers.builder()
                        .add("Host", authority)
                        .add("Connection", "keep-alive")
                        .add("Accept", "application/json, */*")
                        .add("Content-Type", "application/json")
                        .add("User-Agent", "kube-apiserver");
        var shown = authorization.get();
        if (!shown.isEmpty()) {
            headers.add("Authorization", shown);
        }
        var call = new BackendPool.Call("POST", target, headers.build(), Json.write(object));
        return connections.send(List.of(backend), call, patience);
    }

    @Override
    public void close() {
        connections.close();
    }
}
