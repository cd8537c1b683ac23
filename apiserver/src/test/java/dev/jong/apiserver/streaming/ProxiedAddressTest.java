package dev.jong.apiserver.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProxiedAddressTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default";

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "::1", "0.0.0.0"})
    void nothingOfTheServersOwnMachineIsReachedThroughAPod(String address) {
        try (var server = TestServer.start()) {
            var path = podWith(server, address);
            var answer = server.get("admin", path + ":1/proxy/");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.message()).isEqualTo("address not allowed");
        }
    }

    private static String podWith(TestServer server, String address) {
        server.post(
                "admin", NAMESPACE + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        var made =
                server.post(
                        "admin",
                        NAMESPACE + "/pods",
                        """
                        {"metadata": {"name": "p"},
                         "spec": {"nodeName": "n", "containers": [{"name": "c", "image": "i"}]}}
                        """);
        assertThat(made.status()).as(made::text).isEqualTo(201);
        var told =
                server.call(
                        "admin",
                        "PATCH",
                        NAMESPACE + "/pods/p/status",
                        "{\"status\":{\"podIP\":\"%s\",\"podIPs\":[{\"ip\":\"%s\"}]}}"
                                .formatted(address, address),
                        "Content-Type",
                        "application/merge-patch+json");
        assertThat(told.status()).as(told::text).isEqualTo(200);
        return NAMESPACE + "/pods/p";
    }
}
