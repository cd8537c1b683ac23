package dev.jong.proxy.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.proxy.Backend;
import dev.jong.proxy.Family;
import dev.jong.proxy.ServicePort;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceChainsTest {
    private static final Backend ONE = new Backend("10.244.0.5", 8080, true);
    private static final Backend TWO = new Backend("10.244.0.6", 8080, false);

    @Test
    void drawsOneEndpointEvenly() {
        assertThat(chains(port(30080, 0, ONE, TWO)).from(ChainSet.NONE))
                .contains(
                        "-d 10.96.0.20 -p tcp -m tcp --dport 80 -m comment --comment \"a/b:http\" -j JONG-SVC-")
                .contains("-m statistic --mode random --probability 0.5000000000 -j JONG-SEP-")
                .contains("-p tcp -j DNAT --to-destination 10.244.0.6:8080")
                .contains("-p tcp -m tcp --dport 30080");
    }

    @Test
    void refusesWithoutEndpoints() {
        assertThat(chains(port(0, 0)).from(ChainSet.NONE))
                .contains("-A JONG-REFUSE -d 10.96.0.20 -p tcp")
                .contains("REJECT --reject-with tcp-reset")
                .doesNotContain("JONG-SVC-");
    }

    @Test
    void writesOnlyWhatDiffers() {
        var before = chains(port(30080, 60, ONE));

        assertThat(chains(port(30080, 60, ONE)).from(before)).isEmpty();
        assertThat(chains(port(30080, 60, ONE, TWO)).from(before))
                .contains("10.244.0.6")
                .doesNotContain("10.244.0.5:8080")
                .doesNotContain("PREROUTING")
                .doesNotContain("*filter");
    }

    @Test
    void removesEverythingThatItFindsOfItsOwn() {
        var saved =
                """
                *nat
                :PREROUTING ACCEPT [1:2]
                :OTHER - [0:0]
                :JONG-SERVICES - [0:0]
                -A PREROUTING -j JONG-SERVICES
                -A JONG-SERVICES -j OTHER
                COMMIT
                """;

        assertThat(ChainSet.NONE.from(ChainSet.parse(saved, "JONG-")))
                .isEqualTo(
                        """
                        *nat
                        :JONG-SERVICES - [0:0]
                        -D PREROUTING -j JONG-SERVICES
                        -X JONG-SERVICES
                        COMMIT
                        """);
    }

    private static ChainSet chains(ServicePort... ports) {
        return ServiceChains.of(Family.IPV4, "JONG-", "10.244.0.0/16", List.of(ports));
    }

    private static ServicePort port(int nodePort, int affinity, Backend... backends) {
        var local = List.of(backends).stream().filter(Backend::local).toList();
        return new ServicePort(
                "a/b:http",
                "tcp",
                "10.96.0.20",
                80,
                nodePort,
                List.of(),
                affinity,
                false,
                false,
                List.of(backends),
                local);
    }
}
