package dev.jong.apiserver.authentication.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendPool;
import dev.jong.http.client.BackendTls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A provider's keys, read as its configuration says (OpenID Connect Discovery 1.0). They are kept,
/// and read again when a token names one that is not among them.
final class ProviderKeys implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// So a flood of made-up tokens does not become a flood at the provider.
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int HTTPS = 443;
    private static final int OK = 200;

    private final JwtSettings settings;
    private final InstantSource clock;
    private final SSLContext tls;
    private final BackendPool connections = new BackendPool();

    /// Guarded by `this`, as what follows.
    private String keysUrl = "";

    private List<JWK> keys = List.of();
    private Instant fetched = Instant.EPOCH;

    /// The provider does not answer as it must.
    static final class Unavailable extends RuntimeException {
        Unavailable(String message) {
            super(message);
        }

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    ProviderKeys(JwtSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.tls =
                settings.authorities().isEmpty()
                        ? BackendTls.trustingSystem(Optional.empty())
                        : BackendTls.trusting(Optional.empty(), settings.authorities());
    }

    /// Keys that a token may be signed with.
    ///
    /// @param keyId empty when the token names none
    /// @throws Unavailable when the provider cannot be asked
    synchronized List<JWK> of(String keyId) {
        var known = matching(keyId);
        if (!known.isEmpty() || clock.instant().isBefore(fetched.plus(PAUSE))) {
            return known;
        }
        fetch();
        return matching(keyId);
    }

    private List<JWK> matching(String keyId) {
        return keyId.isEmpty()
                ? keys
                : keys.stream().filter(key -> keyId.equals(key.getKeyID())).toList();
    }

    /// Reads the keys.
    ///
    /// @throws Unavailable when the provider cannot be asked
    synchronized void fetch() {
        if (keysUrl.isEmpty()) {
            keysUrl = discovered();
        }
        try {
            keys = JWKSet.parse(get(keysUrl)).getKeys();
            fetched = clock.instant();
        } catch (ParseException e) {
            throw new Unavailable("fetching keys " + e.getMessage(), e);
        }
    }

    private String discovered() {
        try {
            if (!(Json.parse(get(settings.discoveryUrl())) instanceof JsonObject configuration)) {
                throw new Unavailable("the provider's configuration is not an object");
            }
            if (!settings.issuer().equals(configuration.text("issuer"))) {
                throw new Unavailable(
                        "oidc: issuer did not match the issuer returned by provider, expected \""
                                + settings.issuer()
                                + "\" got \""
                                + configuration.text("issuer")
                                + '"');
            }
            var url = configuration.text("jwks_uri");
            if (url == null || url.isEmpty()) {
                throw new Unavailable("provider did not return JWKS URL");
            }
            return url;
        } catch (JsonException e) {
            throw new Unavailable("the provider's configuration cannot be read", e);
        }
    }

    private String get(String url) {
        try {
            var uri = URI.create(url);
            var host = uri.getHost();
            if (host == null || !"https".equals(uri.getScheme())) {
                throw new Unavailable("\"" + url + "\" is not an https URL");
            }
            int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
            var bare = host.replaceAll("^\\[|]$", "");
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            var target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
            var headers =
                    Headers.of(
                            "Host",
                            uri.getRawAuthority(),
                            "Connection",
                            "keep-alive",
                            "Accept",
                            "application/json");
            var reply =
                    connections.send(
                            List.of(Backend.tls(bare, port, tls, true)),
                            new BackendPool.Call("GET", target, headers, new byte[0]),
                            PATIENCE);
            if (reply.status() != OK) {
                throw new Unavailable("GET " + url + " answered " + reply.status());
            }
            return new String(reply.body(), StandardCharsets.UTF_8);
        } catch (HttpException | IllegalArgumentException e) {
            throw new Unavailable("GET " + url + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
