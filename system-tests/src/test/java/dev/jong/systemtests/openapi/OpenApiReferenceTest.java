package dev.jong.systemtests.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// Compares `/openapi/v2` with the document that an environment variable names, plain or gzipped.
class OpenApiReferenceTest {
    private static final String VARIABLE = "JONG_OPENAPI_REFERENCE";

    @Test
    void findsWhatDiffers() {
        var ours = document("{\"type\":\"string\",\"description\":\"a\",\"format\":\"byte\"}");
        var reference = document("{\"type\":\"integer\",\"description\":\"b\",\"pattern\":\"x\"}");
        assertThat(OpenApiDifferences.between(ours, reference))
                .containsExactly(
                        "definitions/p.A/format: not in the reference",
                        "definitions/p.A/pattern: missing",
                        "definitions/p.A/type: \"string\" instead of \"integer\"",
                        "paths/apis/g/v1/b: missing");
        assertThat(OpenApiDifferences.between(reference, reference)).isEmpty();
    }

    private static JsonObject document(String type) {
        boolean first = type.contains("string");
        return (JsonObject)
                Json.parse(
                        "{\"definitions\":{\"p.A\":"
                                + type
                                + "},\"paths\":{\"/apis/g/v1/a\":{}"
                                + (first ? "" : ",\"/apis/g/v1/b\":{},\"/apis/g/v2/b\":{}")
                                + "}}");
    }

    @Test
    @EnabledIfEnvironmentVariable(named = VARIABLE, matches = ".+")
    void describesTheApiAsTheReferenceDoes() throws Exception {
        var differences = OpenApiDifferences.between(served(), reference());
        assertThat(differences).as(String.join("\n", differences)).isEmpty();
    }

    private static JsonObject reference() throws IOException {
        var file = Path.of(Objects.requireNonNull(System.getenv(VARIABLE)));
        try (var in = open(file)) {
            return (JsonObject) Json.parse(in.readAllBytes());
        }
    }

    private static InputStream open(Path file) throws IOException {
        var in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static JsonObject served() throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var pair = keys.generateKeyPair();
        var access =
                AccessConfig.of(new TokenKeys(pair.getPrivate(), List.of(pair.getPublic())))
                        .withRbac(false);
        var config =
                new ApiServerConfig(
                                HttpServerConfig.plain("127.0.0.1", 0),
                                InstantSource.system(),
                                RandomGenerator.getDefault())
                        .withAccess(access);
        try (var store = LogStore.inMemory(StoreOptions.DEFAULT);
                var server = ApiServer.start(config, store);
                var client = HttpClient.newHttpClient()) {
            var address = "http://127.0.0.1:" + server.address().getPort() + "/openapi/v2";
            var request = HttpRequest.newBuilder(URI.create(address)).build();
            return (JsonObject) Json.parse(client.send(request, BodyHandlers.ofByteArray()).body());
        }
    }
}
