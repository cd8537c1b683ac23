package dev.jong.systemtests.difference;

import dev.jong.api.Bytes;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.client.HttpTransport;
import dev.jong.client.KubeconfigClients;
import dev.jong.client.KubeconfigFile;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One of the two servers. One thread.
public final class Server implements AutoCloseable {
    private static final String AGENT = "jong-difference";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(100);

    /// Codes of answers that tell something of what is there: an expired list tells how to go on.
    private static final Set<Integer> SAID = Set.of(200, 201, 410);

    private final HttpTransport.Settings settings;
    private final HttpClient http;

    /// What `{continue}` and `{rv}` stand for.
    private String token = "";

    private String version = "";

    /// What `{uid}` stands for: the last object that was answered with.
    private String uid = "";

    private Server(HttpTransport.Settings settings) {
        this.settings = settings;
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (settings.tls() != null) {
            builder.sslContext(settings.tls());
        }
        http = builder.build();
    }

    /// The kubeconfig's current context.
    public static Server of(Path kubeconfig) {
        var folder = Objects.requireNonNull(kubeconfig.toAbsolutePath().getParent());
        var clients = new KubeconfigClients(KubeconfigFile.read(kubeconfig), folder);
        return new Server(clients.settings("", AGENT));
    }

    static Server of(URI address, String token) {
        return new Server(new HttpTransport.Settings(address, null, () -> token, AGENT));
    }

    /// The JSON object at a path.
    ///
    /// @throws IllegalStateException when the answer is another
    public JsonObject read(String path) throws InterruptedException {
        var answer = send(Request.get(path, path).accepting(Request.JSON));
        if (answer.status() == 200 && Json.parse(answer.body().toArray()) instanceof JsonObject o) {
            return o;
        }
        throw new IllegalStateException(
                settings.server() + path + " answered " + answer.status() + " " + answer.type());
    }

    Answer send(Request asked) throws InterruptedException {
        var request = filled(asked);
        var answer = sendOnce(request);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (request.until() > 0
                && answer.status() != request.until()
                && System.nanoTime() < end) {
            Thread.sleep(AGAIN);
            answer = sendOnce(request);
        }
        if (SAID.contains(answer.status())) {
            remember(request.method().equals("GET"), answer.body().toArray());
        }
        return answer;
    }

    private Answer sendOnce(Request request) throws InterruptedException {
        var body = request.body();
        var builder =
                HttpRequest.newBuilder(URI.create(settings.server() + request.path()))
                        .header("User-Agent", AGENT)
                        .method(
                                request.method(),
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body.toArray()));
        var bearer = settings.token().get();
        if (!bearer.isEmpty()) {
            builder.header("Authorization", "Bearer " + bearer);
        }
        request.headers().forEach(builder::header);
        var call = http.sendAsync(builder.build(), BodyHandlers.ofByteArray());
        HttpResponse<byte[]> response;
        try {
            response = call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            call.cancel(true);
            return new Answer(0, "no answer, or one without an end", List.of(), Bytes.EMPTY);
        } catch (ExecutionException e) {
            var cause = String.valueOf(e.getCause());
            return new Answer(0, "no answer: " + cause, List.of(), Bytes.EMPTY);
        }
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().allValues("Warning"),
                Bytes.of(response.body()));
    }

    private Request filled(Request request) {
        return new Request(
                request.name(),
                request.method(),
                request.path().replace("{continue}", token).replace("{rv}", version),
                request.headers(),
                request.body().isEmpty() ? request.body() : filled(request.body()),
                request.until());
    }

    private Bytes filled(Bytes body) {
        var text = body.utf8();
        return text.contains("{uid}") || text.contains("{rv}")
                ? Bytes.ofUtf8(text.replace("{uid}", uid).replace("{rv}", version))
                : body;
    }

    private void remember(boolean read, byte[] body) {
        try {
            if (Json.parse(body) instanceof JsonObject object) {
                var said = object.object("metadata");
                uid = Objects.requireNonNullElse(said.text("uid"), uid);
                if (!read) {
                    return;
                }
                var further = said.text("continue");
                token = further == null ? "" : URLEncoder.encode(further, StandardCharsets.UTF_8);
                version = Objects.requireNonNullElse(said.text("resourceVersion"), "");
            }
        } catch (JsonException _) {
            // a table of protobuf, or a page: there is no token in it
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
