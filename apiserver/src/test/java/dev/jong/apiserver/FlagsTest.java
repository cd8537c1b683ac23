package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.Event;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class FlagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--goaway-chance=0.03 | --goaway-chance can not be less than 0 or greater than 0.02",
                "--max-requests-inflight=-1 | --max-requests-inflight can not be negative value",
                "--min-request-timeout=-1 | --min-request-timeout can not be negative value",
                "--request-timeout=-1s | --request-timeout can not be negative value",
                "--shutdown-delay-duration=-1s | --shutdown-delay-duration can not be negative value",
                "--shutdown-watch-termination-grace-period=-1s | shutdown-watch-termination-grace-period, if provided, can not be a negative value",
                "--service-account-max-token-expiration=30m | the service-account-max-token-expiration must be between 1 hour and 2^32 seconds",
                "--service-account-jwks-uri=http://x | service-account-jwks-uri requires https scheme, parsed as: http://x",
                "--service-account-issuer= | service-account-issuer should not be an empty string",
                "--service-account-issuer=a:%zz | service-account-issuer \"a:%zz\" contained a ':' but was not a valid URL: Malformed escape pair at index 2: a:%zz"
            })
    void refusesWhatCannotBe(String flag, String message) {
        assertThatThrownBy(() -> TestServer.start(flag)).hasMessage(message);
    }

    @Test
    void refusesAllThatCannotBeAtOnce() {
        assertThatThrownBy(() ->
                        TestServer.start("--request-timeout=-1s", "--max-requests-inflight=-1"))
                .hasMessage(
                        "[--max-requests-inflight can not be negative value,"
                                + " --request-timeout can not be negative value]");
        assertThatThrownBy(() -> TestServer.start("--advertise-address=here"))
                .hasMessageStartingWith(
                        "invalid argument \"here\" for \"--advertise-address\" flag");
    }

    @Test
    void endsWatchesThatSayNothingBetweenOnceAndTwiceTheLeastTime() {
        try (var server = TestServer.start("--min-request-timeout=1")) {
            assertThat(server.get("admin", "/api/v1/nodes?watch=true").status()).isEqualTo(200);
        }
    }

    @Test
    void keepsEventsForTheTimeThatWasChosen() {
        try (var server = TestServer.start("--event-ttl=90s")) {
            var events = server.server().registry().of(Event.KIND).resource();
            assertThat(events.timeToLiveSeconds()).isEqualTo(90);
        }
    }

    @Test
    void letsPodsStayOnLostNodesForTheSecondsThatWereChosen() {
        try (var server =
                TestServer.start(
                        "--default-not-ready-toleration-seconds=30",
                        "--default-unreachable-toleration-seconds=60",
                        "--disable-admission-plugins=ServiceAccount")) {
            var pod =
                    """
                    {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}\
                    """;
            var made = server.post("admin", "/api/v1/namespaces/default/pods", pod).body();
            assertThat(made.object("spec").get("tolerations"))
                    .isInstanceOfSatisfying(
                            JsonArray.class,
                            all ->
                                    assertThat(all.items())
                                            .extracting(item ->
                                                    ((JsonObject) item).get("tolerationSeconds"))
                                            .containsExactly(
                                                    new JsonInteger(30), new JsonInteger(60)));
        }
    }

    @Test
    void makesTheServiceLeadToTheAddressThatWasChosen() {
        try (var server = TestServer.start("--advertise-address=192.0.2.7")) {
            assertThat(
                            server.server()
                                    .registry()
                                    .of(EndpointSlice.KIND)
                                    .get("default", "kubernetes")
                                    .object()
                                    .endpoints()
                                    .getFirst()
                                    .addresses())
                    .containsExactly("192.0.2.7");
        }
    }
}
