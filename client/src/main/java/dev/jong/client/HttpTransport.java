package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// The API by HTTP/2 or HTTP/1.1 and JSON.
public final class HttpTransport implements Transport {
    private static final String JSON = "application/json";
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration CONNECT_ONE_OF_SEVERAL = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Settings settings;
    private final ServerList servers;
    private final Runnable cut = this::renew;

    /// Guarded by `this`.
    private @Nullable SSLContext tls;

    /// Replaced by [#renew] alone.
    private volatile Connections connections;

    /// Where the server is and who we are.
    ///
    /// @param server `https://127.0.0.1:6443`, without a path at the end
    /// @param tls null for plain HTTP
    /// @param token asked before each request, so that it may be renewed; "" for none
    /// @param userAgent also the field manager of what is written without one
    public record Settings(
            URI server, @Nullable SSLContext tls, Supplier<String> token, String userAgent) {}

    public HttpTransport(Settings settings) {
        this(settings, new ServerList(List.of(settings.server())));
    }

    /// On several servers.
    ///
    /// @param servers counts instead of the settings' server
    public HttpTransport(Settings settings, ServerList servers) {
        this.settings = settings;
        this.servers = servers;
        this.tls = settings.tls();
        this.connections = connect(tls);
        servers.whenLeft(cut);
    }

    /// Shows another certificate from now on. Connections that showed the former one are closed, as
    /// client-go closes them when a certificate is rotated: watches begin anew.
    public synchronized void reconnect(SSLContext other) {
        tls = other;
        renew();
    }

    private Connections connect(@Nullable SSLContext certificate) {
        var builder =
                HttpClient.newBuilder()
                        .connectTimeout(servers.count() > 1 ? CONNECT_ONE_OF_SEVERAL : CONNECT)
                        .version(HttpClient.Version.HTTP_2)
                        .followRedirects(HttpClient.Redirect.NEVER);
        if (certificate != null) {
            builder.sslContext(certificate);
        }
        return new Connections(builder.build());
    }

    /// Connects anew: the server was left, or another certificate is to be shown.
    private synchronized void renew() {
        var former = connections;
        connections = connect(tls);
        former.leave();
    }

    @Override
    public <A extends KubernetesObject> A get(Target target, Kind<A> answer) {
        return read(call("GET", target.path(), null, ""), answer);
    }

    @Override
    public <T extends KubernetesObject> ListPage<T> list(
            Kind<T> kind, String namespace, ListOptions options) {
        var path = Target.collection(kind, namespace).path() + QueryText.of(options, false);
        return WireList.read(call("GET", path, null, ""), kind);
    }

    @Override
    public <T extends KubernetesObject> Watch<T> watch(
            Kind<T> kind, String namespace, ListOptions options) {
        var path = Target.collection(kind, namespace).path() + QueryText.of(options, true);
        var sent = send(path, HttpRequest.Builder::GET, BodyHandlers.ofInputStream());
        var response = sent.answer();
        if (response.statusCode() >= 400) {
            throw Refusals.of(response.statusCode(), all(response.body()));
        }
        return new HttpWatch<>(sent.over().watched(response.body()), kind);
    }

    @Override
    public <A extends KubernetesObject> A create(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options) {
        var path = target.path() + QueryText.of(options, false);
        return read(call("POST", path, write(body), JSON), answer);
    }

    @Override
    public <A extends KubernetesObject> A update(
            Target target, KubernetesObject body, Kind<A> answer, WriteOptions options) {
        var path = target.path() + QueryText.of(options, false);
        return read(call("PUT", path, write(body), JSON), answer);
    }

    @Override
    public <A extends KubernetesObject> A patch(
            Target target, Patch patch, Kind<A> answer, WriteOptions options) {
        boolean force = patch instanceof Patch.Apply(var _, boolean forced) && forced;
        var path = target.path() + QueryText.of(options, force);
        return read(call("PATCH", path, Json.write(patch.body()), patch.contentType()), answer);
    }

    @Override
    public <A extends KubernetesObject> Optional<A> delete(
            Target target, Kind<A> answer, Deletion deletion) {
        var bytes = call("DELETE", target.path(), WireDeletion.write(deletion), JSON);
        return WireDeletion.isStatus(bytes) ? Optional.empty() : existing(read(bytes, answer));
    }

    /// Some kinds answer their last state: gone unless something holds them.
    private static <A extends KubernetesObject> Optional<A> existing(A object) {
        return object.metadata().deletionTimestamp() == null
                ? Optional.empty()
                : Optional.of(object);
    }

    @Override
    public void deleteCollection(
            Kind<?> kind, String namespace, Deletion deletion, ListOptions which) {
        var path = Target.collection(kind, namespace).path() + QueryText.of(which, false);
        call("DELETE", path, WireDeletion.write(deletion), JSON);
    }

    @Override
    public byte[] raw(String path) {
        return call("GET", path, null, "");
    }

    @Override
    public void close() {
        servers.forget(cut);
        connections.close();
    }

    private byte[] call(String method, String path, byte @Nullable [] body, String contentType) {
        BodyPublisher publisher =
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        var response =
                send(
                                path,
                                builder -> {
                                    builder.method(method, publisher).timeout(ANSWER);
                                    return contentType.isEmpty()
                                            ? builder
                                            : builder.header("Content-Type", contentType);
                                },
                                BodyHandlers.ofByteArray())
                        .answer();
        if (response.statusCode() >= 400) {
            throw Refusals.of(response.statusCode(), response.body());
        }
        return response.body();
    }

    private HttpRequest.Builder request(URI server, String path) {
        var builder =
                HttpRequest.newBuilder(URI.create(server + path))
                        .header("Accept", JSON)
                        .header("User-Agent", settings.userAgent());
        var token = settings.token().get();
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    /// An answer and what it came by.
    private record Sent<B>(HttpResponse<B> answer, Connections over) {}

    /// Asks each server once at most: the next one when a server cannot be reached, and for reads
    /// also when it fails in the middle.
    private <B> Sent<B> send(
            String path,
            UnaryOperator<HttpRequest.Builder> what,
            HttpResponse.BodyHandler<B> handler) {
        for (var tries = servers.count(); ; tries--) {
            var over = enter();
            var server = servers.current();
            var request = what.apply(request(server, path)).build();
            try {
                return new Sent<>(over.http().send(request, handler), over);
            } catch (IOException e) {
                var unsent =
                        e instanceof ConnectException
                                || e instanceof HttpConnectTimeoutException
                                || e instanceof SSLHandshakeException;
                servers.leave(server, String.valueOf(e.getMessage()));
                if (tries <= 1 || !unsent && !request.method().equals("GET")) {
                    throw new UnreachableException(
                            request.method() + " " + request.uri() + ": " + e.getMessage(), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnreachableException("interrupted", e);
            } finally {
                over.exit();
            }
        }
    }

    private Connections enter() {
        while (true) {
            var now = connections;
            if (now.enter()) {
                return now;
            }
        }
    }

    private static byte[] all(InputStream body) {
        try (body) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UnreachableException("connection lost: " + e.getMessage(), e);
        }
    }

    private static <A extends KubernetesObject> A read(byte[] json, Kind<A> kind) {
        try {
            return Json.read(json, kind.codec());
        } catch (JsonException e) {
            throw new MalformedAnswerException("not a " + kind.name() + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static byte[] write(KubernetesObject object) {
        return Json.write(object, ((Kind<KubernetesObject>) object.kind()).codec());
    }
}
