package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.config.ServerFlags;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What browsers are told: who may read answers, and that TLS is a must.
class BrowserHeadersTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        "--cors-allowed-origins=^https://example\\.com(:|$),//[a-z]+\\.org$",
                        "--strict-transport-security-directives=max-age=31536000,includeSubDomains",
                        "--external-hostname=api.example.com");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, true",
        "https://example.com:8443, true",
        "https://example.com.evil.net, false",
        "http://example.com, false",
        "http://wiki.org, true",
        "http://wiki.org.net, false"
    })
    void pagesOfCertainPlacesMayReadAnswers(String origin, boolean allowed) {
        var answer = server.call("admin", "GET", "/api/v1/pods", "", "Origin", origin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(allowed ? origin : "");
        assertThat(header(answer, "Access-Control-Allow-Credentials"))
                .isEqualTo(allowed ? "true" : "");
    }

    /// Browsers ask without saying who they are.
    @Test
    void whatIsAskedBeforehandIsAnsweredToAnybody() {
        var asked = server.call("", "OPTIONS", "/api/v1/pods", "", "Origin", "https://example.com");
        assertThat(asked.status()).isEqualTo(204);
        assertThat(header(asked, "Access-Control-Allow-Methods"))
                .isEqualTo("POST, GET, OPTIONS, PUT, DELETE, PATCH");
        assertThat(header(asked, "Access-Control-Expose-Headers")).isEqualTo("Date");

        var elsewhere = server.call("", "OPTIONS", "/api/v1/pods", "", "Origin", "https://x.net");
        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(server.get("", "/api/v1/pods").response().headers().map())
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void everyAnswerSaysThatTlsIsAMust() {
        for (var path : new String[] {"/api/v1/pods", "/healthz", "/nope"}) {
            assertThat(header(server.get("admin", path), "Strict-Transport-Security"))
                    .isEqualTo("max-age=31536000; includeSubDomains");
        }
    }

    @Test
    void theServerIsCalledAsItIsFromOutside() {
        var address = server.get("admin", "/api").body().array("serverAddressByClientCIDRs").get(0);
        assertThat(address.toString()).contains("\"serverAddress\":\"api.example.com:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "^example.com", "example.com$"})
    void originsSayWhereTheHostBeginsAndEnds(String origin) {
        var flags = ServerFlags.of("--cors-allowed-origins=" + origin);
        assertThatThrownBy(() -> Cors.of(flags))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage(
                        "--cors-allowed-origins has an invalid regular expression: regular"
                                + " expression does not pin to start/end of host in the origin"
                                + " header");
    }

    @Test
    void wrongFlagsAreNamed() {
        assertThatThrownBy(() -> Cors.of(ServerFlags.of("--cors-allowed-origins=^a$,,(")))
                .hasMessageStartingWith(
                        "[empty value in --cors-allowed-origins, --cors-allowed-origins has an"
                                + " invalid regular expression: error parsing regexp: missing");
        var strict = "--strict-transport-security-directives=";
        assertThatThrownBy(() -> StrictTransport.of(ServerFlags.of(strict + "age=1,preload,")))
                .hasMessage(
                        "[--strict-transport-security-directives invalid, allowed values:"
                                + " max-age=expireTime, includeSubDomains, preload. see"
                                + " https://tools.ietf.org/html/rfc6797#section-6.1 for more"
                                + " information, empty value in"
                                + " strict-transport-security-directives]");
    }

    private static String header(TestServer.Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse("");
    }
}
