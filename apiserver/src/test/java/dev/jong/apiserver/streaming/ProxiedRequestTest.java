package dev.jong.apiserver.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiedRequestTest {
    /// Namespaces, objects and what they serve may all be called `proxy`.
    @ParameterizedTest
    @CsvSource({
        "7, /api/v1/namespaces/proxy/services/proxy/proxy, /proxy/a",
        "7, /api/v1/namespaces/a/pods/b/proxy, ''",
        "7, /api/v1/namespaces/a/pods/b/proxy, /",
        "7, //api/v1/namespaces/a/pods//b/proxy, //c/proxy/",
        "5, /api/v1/nodes/proxy/proxy, /proxy/proxy"
    })
    void knowsWhereThePathOfTheBackendBegins(int parts, String own, String rest) {
        assertThat((own + rest).substring(ProxiedRequest.endOf(own + rest, parts))).isEqualTo(rest);
    }
}
