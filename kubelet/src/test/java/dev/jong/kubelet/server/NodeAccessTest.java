package dev.jong.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Of which subresources of its node a page of the kubelet is one.
class NodeAccessTest {
    @ParameterizedTest
    @CsvSource({
        "pods, pods proxy",
        "configz, configz proxy",
        "statusz, statusz",
        "flagz, configz",
        "metrics, metrics",
        "exec, proxy"
    })
    void isWhatUpstreamAsksFor(String page, String subresources) {
        assertThat(NodeAccess.of("GET", page).subresources())
                .containsExactly(subresources.split(" "));
    }
}
