package dev.jong.client;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Makes clients of what a kubeconfig says.
public final class KubeconfigClients {
    private final Kubeconfig config;
    private final Path folder;

    /// Clients by one kubeconfig.
    ///
    /// @param folder where the file lies; relative paths in it start there
    public KubeconfigClients(Kubeconfig config, Path folder) {
        this.config = config;
        this.folder = folder;
    }

    /// A client for a context.
    ///
    /// @param context "" for the current one
    public Client client(String context, String userAgent) {
        return new Client(new HttpTransport(settings(context, userAgent)));
    }

    /// Where a context's server is and who its user is.
    ///
    /// @param context "" for the current one
    public HttpTransport.Settings settings(String context, String userAgent) {
        var chosen = chosen(context);
        var cluster =
                config.cluster(chosen.cluster())
                        .orElseThrow(() ->
                                new KubeconfigException(
                                        "cluster \"" + chosen.cluster() + "\" does not exist"));
        var user = user(chosen);
        var server = cluster.text("server");
        if (server == null) {
            throw new KubeconfigException("cluster \"" + chosen.cluster() + "\" has no server");
        }
        var address =
                URI.create(
                        server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
        boolean secure = "https".equals(address.getScheme());
        return new HttpTransport.Settings(
                address, secure ? tls(cluster, user) : null, token(user), userAgent);
    }

    /// The certificate by which a context's user is known; empty where it has none.
    ///
    /// @param context "" for the current one
    public Optional<ClientCertificate> certificate(String context) {
        return Optional.ofNullable(certificate(user(chosen(context))));
    }

    private @Nullable ClientCertificate certificate(JsonObject user) {
        var certificate = content(user, "client-certificate");
        var key = content(user, "client-key");
        if (certificate == null || key == null) {
            return null;
        }
        var chain = Pem.certificates(certificate);
        return chain.isEmpty() ? null : new ClientCertificate(Pem.key(key), chain);
    }

    private SSLContext tls(JsonObject cluster, JsonObject user) {
        var authority = content(cluster, "certificate-authority");
        var certificate = certificate(user);
        var key = certificate == null ? null : certificate.key();
        var chain = certificate == null ? List.<X509Certificate>of() : certificate.chain();
        if (cluster.get("insecure-skip-tls-verify") instanceof JsonBoolean(boolean skip) && skip) {
            return ClientTls.insecure(key, chain);
        }
        return ClientTls.of(
                authority == null ? List.of() : Pem.certificates(authority), key, chain);
    }

    private Kubeconfig.Context chosen(String context) {
        var name = context.isEmpty() ? config.currentContext() : context;
        return config.context(name)
                .orElseThrow(
                        () -> new KubeconfigException("context \"" + name + "\" does not exist"));
    }

    private JsonObject user(Kubeconfig.Context chosen) {
        return config.user(chosen.user()).orElse(JsonObject.EMPTY);
    }

    private Supplier<String> token(JsonObject user) {
        var token = user.text("token");
        var file = user.text("tokenFile");
        if (file != null) {
            var path = folder.resolve(file);
            return () -> new String(read(path), StandardCharsets.UTF_8).strip();
        }
        return () -> token == null ? "" : token;
    }

    /// `NAME-data` in base64, else the file that `NAME` names; null if neither is said.
    private byte @Nullable [] content(JsonObject object, String name) {
        var data = object.text(name + "-data");
        if (data != null && !data.isEmpty()) {
            return Base64.getMimeDecoder().decode(data);
        }
        var file = object.text(name);
        return file == null || file.isEmpty() ? null : read(folder.resolve(file));
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new KubeconfigException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}
