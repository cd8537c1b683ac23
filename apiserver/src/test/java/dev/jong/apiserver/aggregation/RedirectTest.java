package dev.jong.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RedirectTest {
    private static final String ELSEWHERE = "/apis/wardle.example.com/v1alpha1/elsewhere";

    @Test
    void passesRedirectsOnWhereAFlagAllowsIt() throws Exception {
        try (var server = new AggregatedServer("--aggregator-reject-forwarding-redirect=false")) {
            server.create(
                    "/api/v1/namespaces/default/services",
                    "{\"metadata\":{\"name\":\"wardle\"},\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"localhost\"}}");
            server.create(
                    "/apis/apiregistration.k8s.io/v1/apiservices",
                    "{\"metadata\":{\"name\":\"v1alpha1.wardle.example.com\"},\"spec\":{\"group\":\"wardle.example.com\","
                            + "\"version\":\"v1alpha1\",\"groupPriorityMinimum\":17900,\"versionPriority\":200,"
                            + "\"service\":{\"name\":\"wardle\",\"namespace\":\"default\",\"port\":"
                            + server.extension.port()
                            + "},\"caBundle\":\""
                            + server.extensionAuthority.bundle()
                            + "\"}}");
            Awaitility.await().until(() -> server.get(ELSEWHERE).status(), status -> status == 302);
            assertThat(server.get(ELSEWHERE).headers().value("Location"))
                    .isEqualTo("https://elsewhere.example.com/");
        }
    }
}
