package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonText;
import dev.jong.apiserver.TestAuthority;
import dev.jong.apiserver.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenFlagsTest {
    private static final String TOKEN = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    @TempDir private Path folder;
    private KeyPair first;
    private KeyPair second;

    @BeforeAll
    void keys() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        first = generator.generateKeyPair();
        var curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(384);
        second = curve.generateKeyPair();
    }

    private String file(String name, Object content) throws Exception {
        return Files.writeString(folder.resolve(name), TestAuthority.pem(content)).toString();
    }

    private static String token(TestServer server, String spec) {
        server.post(
                "admin",
                "/api/v1/namespaces/default/serviceaccounts",
                "{\"metadata\": {\"name\": \"default\"}}");
        var answer = server.post("admin", TOKEN, "{\"spec\": " + spec + "}");
        assertThat(answer.status()).isEqualTo(201);
        return String.valueOf(answer.body().object("status").text("token"));
    }

    @Test
    void signsWithOneKeyAndKnowsTokensOfAnotherAndOfAFormerIssuer() throws Exception {
        String old;
        try (var server =
                TestServer.start(
                        "--service-account-signing-key-file="
                                + file("first.key", first.getPrivate()),
                        "--service-account-issuer=https://old.example")) {
            old = token(server, "{\"audiences\": [\"https://old.example\", \"both\"]}");
        }
        try (var server =
                TestServer.start(
                        "--service-account-signing-key-file="
                                + file("second.key", second.getPrivate()),
                        "--service-account-key-file=" + file("first.pub", first.getPublic()),
                        "--service-account-issuer=https://new.example",
                        "--service-account-issuer=https://old.example",
                        "--api-audiences=both",
                        "--service-account-jwks-uri=https://keys.example/jwks")) {
            var made = SignedJWT.parse(token(server, "{}"));
            assertThat(made.getHeader().getAlgorithm().getName()).isEqualTo("ES384");
            assertThat(made.getJWTClaimsSet().getIssuer()).isEqualTo("https://new.example");
            assertThat(made.getJWTClaimsSet().getAudience()).containsExactly("both");
            assertThat(server.post(made.serialize(), WHO, "{}").status()).isEqualTo(201);
            // Its signature is known; its account was another server's.
            var review = "{\"spec\": {\"token\": \"" + old + "\", \"audiences\": [\"both\"]}}";
            var judged =
                    server.post("admin", "/apis/authentication.k8s.io/v1/tokenreviews", review)
                            .body();
            assertThat(judged.object("status").text("error")).contains("has been invalidated");
            var openId = server.get("admin", "/.well-known/openid-configuration");
            var document = (dev.jong.api.json.JsonObject) Json.parse(openId.text());
            assertThat(document.text("issuer")).isEqualTo("https://new.example");
            assertThat(document.text("jwks_uri")).isEqualTo("https://keys.example/jwks");
            assertThat(document.get("id_token_signing_alg_values_supported"))
                    .isInstanceOfSatisfying(
                            JsonArray.class,
                            all ->
                                    assertThat(all.items())
                                            .contains(
                                                    new JsonText("ES384"), new JsonText("RS256")));
        }
    }

    @Test
    void shortensTokensThatAreAskedForTooLong() {
        try (var server = TestServer.start("--service-account-max-token-expiration=1h")) {
            token(server, "{}");
            var answer = server.post("admin", TOKEN, "{\"spec\": {\"expirationSeconds\": 7200}}");
            assertThat(answer.response().headers().firstValue("Warning"))
                    .hasValue(
                            "299 - \"requested expiration of 7200 seconds shortened to 3600"
                                    + " seconds\"");
            assertThat(answer.body().object("spec").get("expirationSeconds")).hasToString("3600");
        }
    }

    @Test
    void refusesFilesWithoutKeys() throws Exception {
        var empty = Files.writeString(folder.resolve("empty"), "").toString();
        assertThatThrownBy(() -> TestServer.start("--service-account-key-file=" + empty))
                .hasMessage(
                        "error reading public key file "
                                + empty
                                + ": data does not contain any valid RSA or ECDSA public keys");
        assertThatThrownBy(() -> TestServer.start("--service-account-signing-key-file=" + empty))
                .hasMessage(
                        "failed to parse service-account-issuer-key-file: data does not contain a"
                                + " valid RSA or ECDSA private key");
    }
}
