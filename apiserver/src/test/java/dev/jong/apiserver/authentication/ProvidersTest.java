package dev.jong.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.ReloadedMetrics;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.TestServer.Answer;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.webhook.HookServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ProvidersTest {
    @TempDir Path folder;

    private HookServer provider;
    private RSAKey key;

    @BeforeEach
    void serveKeys() throws JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        provider = new HookServer();
        provider.on(
                "/.well-known/openid-configuration",
                _ ->
                        JsonObject.EMPTY
                                .with("issuer", provider.url(""))
                                .with("jwks_uri", provider.url("/keys")));
        provider.on(
                "/keys",
                _ ->
                        JsonObject.of(
                                "keys",
                                JsonArray.of(Json.parse(key.toPublicJWK().toJSONString()))));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(provider.url(""))
                .audience("jong")
                .subject("42")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String token(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build();
        var jwt = new SignedJWT(header, claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static Answer whoami(TestServer server, String token) {
        return server.post(
                token,
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}");
    }

    private String authority() {
        return new String(Base64.getDecoder().decode(provider.bundle()), StandardCharsets.US_ASCII);
    }

    private String config(String rest) throws IOException {
        var text =
                """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                jwt:
                - issuer:
                    url: %s
                    audiences: [jong]
                    certificateAuthority: |
                %s
                %s
                """
                        .formatted(provider.url(""), authority().indent(6), rest);
        return "--authentication-config="
                + Files.writeString(folder.resolve("authentication.yaml"), text);
    }

    @Test
    void makesUsersOfClaims() throws Exception {
        var config =
                config(
                        """
                          claimValidationRules:
                          - {claim: hd, requiredValue: example.com}
                          - {expression: 'claims.email_verified == true', message: 'unverified'}
                          claimMappings:
                            username: {expression: 'claims.email'}
                            groups: {claim: groups, prefix: 'oidc:'}
                            uid: {claim: sub}
                            extra: [{key: example.com/team, valueExpression: 'claims.?team.orValue("")'}]
                          userValidationRules:
                          - {expression: '!user.username.startsWith("system:")', message: 'reserved'}
                        anonymous: {enabled: true, conditions: [{path: /livez}]}
                        """);
        try (var server = TestServer.start(config)) {
            var good =
                    claims().claim("hd", "example.com")
                            .claim("email", "jo@example.com")
                            .claim("email_verified", true)
                            .claim("team", "red")
                            .claim("groups", List.of("a", "b"));
            var answer = whoami(server, token(good.build(), key));
            assertThat(answer.status()).isEqualTo(201);
            var user = answer.body().object("status").object("userInfo");
            assertThat(user.text("username")).isEqualTo("jo@example.com");
            assertThat(user.text("uid")).isEqualTo("42");
            assertThat(user.array("groups").toString())
                    .contains("oidc:a", "oidc:b", "system:authenticated");
            assertThat(user.object("extra").array("example.com/team").toString()).contains("red");

            refused(server, token(good.claim("email_verified", false).build(), key));
            good.claim("email_verified", true);
            refused(server, token(good.claim("hd", "other.com").build(), key));
            good.claim("hd", "example.com");
            refused(server, token(good.claim("email", "system:root").build(), key));
            good.claim("email", "jo@example.com");
            refused(server, token(good.audience("other").build(), key));
            good.audience("jong");
            refused(server, token(good.build(), new RSAKeyGenerator(2048).generate()));
            refused(
                    server,
                    token(
                            good.expirationTime(Date.from(Instant.now().minusSeconds(1))).build(),
                            key));

            assertThat(server.get("", "/livez").status()).isEqualTo(200);
            assertThat(server.get("", "/readyz").status()).isEqualTo(401);
            assertThat(server.get("", "/version").status()).isEqualTo(401);
        }
    }

    /// Another file counts at once, one that is not valid or whose provider cannot be asked changes
    /// nothing.
    @Test
    void followsItsFile() throws Exception {
        var subject = "  claimMappings: {username: {claim: sub, prefix: '%s'}}";
        var bearer = token(claims().build(), key);
        try (var server = TestServer.start(config(subject.formatted("a:")))) {
            assertThat(name(server, bearer)).isEqualTo("a:42");
            var before = ReloadedMetrics.hash(server, "authentication");

            config("  claimMappings: {username: {claim: sub}}");
            ReloadedMetrics.awaitCount(server, "authentication", "failure", 1);
            config(subject.formatted("b:") + "\nanonymous: {enabled: true}");
            ReloadedMetrics.awaitCount(server, "authentication", "failure", 2);
            assertThat(ReloadedMetrics.hash(server, "authentication")).isEqualTo(before);

            config(subject.formatted("c:"));
            ReloadedMetrics.awaitCount(server, "authentication", "success", 1);
            assertThat(ReloadedMetrics.hash(server, "authentication")).isNotEqualTo(before);
            var another = token(claims().claim("jti", "another").build(), key);
            assertThat(name(server, another)).isEqualTo("c:42");

            Files.writeString(
                    folder.resolve("authentication.yaml"),
                    Files.readString(folder.resolve("authentication.yaml"))
                            .replace(provider.url(""), "https://127.0.0.1:1"));
            ReloadedMetrics.awaitCount(server, "authentication", "failure", 3);
            var third = token(claims().claim("jti", "third").build(), key);
            assertThat(name(server, third)).isEqualTo("c:42");
        }
    }

    private static String name(TestServer server, String token) {
        var user = whoami(server, token).body().object("status").object("userInfo");
        return String.valueOf(user.text("username"));
    }

    private static void refused(TestServer server, String token) {
        assertThat(whoami(server, token).status()).isEqualTo(401);
    }

    @Test
    void knowsTheOldFlags() throws Exception {
        var authority = Files.writeString(folder.resolve("ca.pem"), authority());
        try (var server =
                TestServer.start(
                        "--oidc-issuer-url=" + provider.url(""),
                        "--oidc-client-id=jong",
                        "--oidc-ca-file=" + authority,
                        "--oidc-groups-claim=roles",
                        "--oidc-required-claim=hd=example.com")) {
            var claims = claims().claim("roles", "dev").claim("hd", "example.com");
            var user =
                    whoami(server, token(claims.build(), key))
                            .body()
                            .object("status")
                            .object("userInfo");
            assertThat(user.text("username")).isEqualTo(provider.url("") + "#42");
            assertThat(user.array("groups").toString()).contains("\"dev\"");
            refused(server, token(claims.claim("hd", null).build(), key));
        }
    }

    @Test
    void refusesConfigurationsThatAreNotValid() {
        assertThatThrownBy(
                        () -> TestServer.start(config("  claimMappings: {username: {claim: sub}}")))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("jwt[0].claimMappings.username.prefix: Required value");
        assertThatThrownBy(() ->
                        TestServer.start(
                                config(
                                        "  claimMappings: {username: {expression: 'claims.email'}}")))
                .hasMessageContaining("claims.email_verified must be used");
        assertThatThrownBy(() ->
                        TestServer.start(
                                config("  claimMappings: {username: {expression: '1 + 1'}}")))
                .hasMessageContaining("must evaluate to");
        assertThatThrownBy(() -> TestServer.start("--oidc-issuer-url=https://x"))
                .hasMessageContaining("oidc-client-id must be specified");
    }

    @Test
    void readsTokensFromAFile() throws Exception {
        var file =
                Files.writeString(folder.resolve("tokens.csv"), "t0ken,jo,7,\"a,b\"\nother,mo,8\n");
        try (var server = TestServer.start("--token-auth-file", file.toString())) {
            var user = whoami(server, "t0ken").body().object("status").object("userInfo");
            assertThat(user.text("username")).isEqualTo("jo");
            assertThat(user.text("uid")).isEqualTo("7");
            assertThat(user.array("groups").toString()).contains("\"a\"", "\"b\"");
            assertThat(whoami(server, "other").status()).isEqualTo(201);
        }
        Files.writeString(file, "t0ken,jo\n");
        assertThatThrownBy(() -> TestServer.start("--token-auth-file", file.toString()))
                .hasMessageContaining("must have at least 3 columns");
    }

    @Test
    void asksAWebhookOnceWhileItRemembers() throws Exception {
        provider.on(
                "/review",
                review -> {
                    var known = review.object("spec").text("token").equals("hooked");
                    var status =
                            known
                                    ? "{\"authenticated\":true,\"user\":{\"username\":\"jo\",\"groups\":[\"g\"]}}"
                                    : "{\"authenticated\":false}";
                    return review.with("status", Json.parse(status));
                });
        try (var server =
                TestServer.start(
                        "--authentication-token-webhook-config-file",
                        provider.kubeconfig(folder, "/review"),
                        "--authentication-token-webhook-version=v1")) {
            for (int i = 0; i < 3; i++) {
                var user = whoami(server, "hooked").body().object("status").object("userInfo");
                assertThat(user.text("username")).isEqualTo("jo");
            }
            assertThat(provider.asked()).hasSize(1);
            assertThat(provider.asked().getFirst().text("apiVersion"))
                    .isEqualTo("authentication.k8s.io/v1");
            refused(server, "unknown");
        }
    }
}
