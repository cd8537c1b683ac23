package dev.jong.apiserver.webhook;

import dev.jong.api.Bytes;
import dev.jong.api.GoText;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.registry.Registry;
import dev.jong.foundation.Metrics;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendPool;
import dev.jong.http.client.BackendTls;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// Sends objects to webhooks over TLS and reads what they answer. Connections are kept.
public final class HookClient implements AutoCloseable {
    private static final int HTTPS = 443;
    private static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;
    private static final int MOST_CONTEXTS = 100;

    private final HookPlaces places;
    private final HookFigures figures;
    private final BackendPool connections = new BackendPool();

    /// By their authorities, the one that was not used for longest first. Guarded by itself.
    private final Map<Bytes, SSLContext> contexts =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Bytes, SSLContext> eldest) {
                    return size() > MOST_CONTEXTS;
                }
            };

    public HookClient(Registry registry, RandomGenerator random, Metrics metrics) {
        figures = new HookFigures(metrics);
        places = new HookPlaces(registry, random);
    }

    /// Where a request goes.
    ///
    /// @param host name and port, as in `Host`
    private record Place(String host, String path, List<Backend> backends) {}

    /// Posts an object and waits for the answer.
    public HookAnswer post(HookAddress address, JsonObject object, Duration patience) {
        Place place;
        try {
            place = place(address);
        } catch (ApiException | URISyntaxException | CertificateException e) {
            return new HookAnswer.Failed(String.valueOf(e.getMessage()), BAD_REQUEST);
        }
        var target = place.path() + "?timeout=" + patience.toSeconds() + "s";
        var headers =
                Headers.of(
                        "Host", place.host(),
                        "Connection", "keep-alive",
                        "Accept", "application/json, */*",
                        "Content-Type", "application/json",
                        "User-Agent", "kube-apiserver-admission");
        var body = Json.write(object);
        try {
            var call = new BackendPool.Call("POST", target, headers, body);
            long start = System.nanoTime();
            var reply = connections.send(place.backends(), call, patience);
            figures.answered(place.host(), reply.status(), System.nanoTime() - start);
            return answer(reply);
        } catch (HttpException e) {
            figures.failed(place.host());
            return new HookAnswer.Failed(
                    "Post "
                            + GoText.quote("https://" + place.host() + target)
                            + ": "
                            + e.getMessage(),
                    UNAVAILABLE);
        }
    }

    private static HookAnswer answer(BackendPool.Reply reply) {
        if (reply.status() < 200 || reply.status() > 299) {
            return new HookAnswer.Failed(
                    Refusals.text(reply.status(), reply.body()), reply.status());
        }
        try {
            return Json.parse(reply.body()) instanceof JsonObject object
                    ? new HookAnswer.Body(object)
                    : new HookAnswer.Failed("the answer is not a JSON object", UNAVAILABLE);
        } catch (JsonException e) {
            return new HookAnswer.Failed(String.valueOf(e.getMessage()), UNAVAILABLE);
        }
    }

    private Place place(HookAddress address) throws URISyntaxException, CertificateException {
        var service = address.service();
        var tls = context(address.authorities());
        if (service != null) {
            return new Place(
                    service.host() + ":" + service.port(),
                    service.path().startsWith("/") ? service.path() : "/" + service.path(),
                    places.of(service).stream()
                            .map(target ->
                                    Backend.tls(target.host(), target.port(), tls, true)
                                            .named(service.host()))
                            .toList());
        }
        var uri = new URI(Objects.requireNonNullElse(address.url(), ""));
        var host = uri.getHost();
        if (host == null) {
            throw new URISyntaxException(uri.toString(), "no host");
        }
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Place(uri.getRawAuthority(), path, List.of(Backend.tls(bare, port, tls, true)));
    }

    private SSLContext context(Bytes authorities) throws CertificateException {
        synchronized (contexts) {
            var known = contexts.get(authorities);
            if (known != null) {
                return known;
            }
            var context =
                    authorities.isEmpty()
                            ? BackendTls.trustingSystem(Optional.empty())
                            : BackendTls.trusting(Optional.empty(), certificates(authorities));
            contexts.put(authorities, context);
            return context;
        }
    }

    private static List<X509Certificate> certificates(Bytes pem) throws CertificateException {
        var certificates = new ArrayList<X509Certificate>();
        for (var each :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem.toArray()))) {
            certificates.add((X509Certificate) each);
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("unable to load root certificates");
        }
        return certificates;
    }

    @Override
    public void close() {
        connections.close();
    }
}
