package dev.jong.proxy.nft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.proxy.Backend;
import dev.jong.proxy.Family;
import dev.jong.proxy.ServicePort;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static final Backend ONE = new Backend("10.244.0.5", 8080, true);
    private static final Backend TWO = new Backend("10.244.0.6", 8080, false);

    @Test
    void writesNothingWhenNothingDiffers() {
        assertThat(table(port(30080, 0, ONE)).from(table(port(30080, 0, ONE)))).isEmpty();
    }

    @Test
    void sendsAVirtualAddressToItsEndpoints() {
        String script = table(port(0, 0, ONE, TWO)).fromScratch();
        assertThat(script)
                .contains(
                        "add element ip jong-test service-addresses { 10.96.0.20 . tcp . 80 : goto service-")
                .contains("dnat to 10.244.0.5:8080")
                .contains("dnat to 10.244.0.6:8080")
                .contains("numgen random mod 2 vmap")
                .contains("ip saddr != 10.244.0.0/16 jump mark-for-masquerade");
    }

    @Test
    void refusesConnectionsWhenThereIsNoEndpoint() {
        String script = table(port(30080, 0)).fromScratch();
        assertThat(script)
                .contains("dead-addresses { 10.96.0.20 . tcp . 80 : goto refuse }")
                .contains("dead-node-ports { tcp . 30080 : goto refuse }")
                .doesNotContain("service-addresses {  ");
    }

    @Test
    void touchesOnlyTheChainsOfTheServiceThatChanged() {
        String script = table(port(0, 0, ONE, TWO)).from(table(port(0, 0, ONE)));
        assertThat(script)
                .contains("flush chain ip jong-test service-")
                .contains("dnat to 10.244.0.6:8080")
                .doesNotContain("dnat to 10.244.0.5:8080")
                .doesNotContain("delete table")
                .doesNotContain("prerouting");
    }

    @Test
    void removesChainsAndElementsOfAServiceThatIsGone() {
        var before = table(port(30080, 60, ONE));
        String script =
                NftTable.of(Family.IPV4, "jong-test", "10.244.0.0/16", List.of()).from(before);
        assertThat(script)
                .contains("delete element ip jong-test service-addresses { 10.96.0.20 . tcp . 80 }")
                .contains("delete element ip jong-test service-node-ports { tcp . 30080 }")
                .contains("delete chain ip jong-test endpoint-")
                .contains("delete set ip jong-test affinity-");
    }

    private static RuleSet table(ServicePort port) {
        return NftTable.of(Family.IPV4, "jong-test", "10.244.0.0/16", List.of(port));
    }

    private static ServicePort port(int nodePort, int affinity, Backend... backends) {
        return new ServicePort(
                "default/web:http",
                "tcp",
                "10.96.0.20",
                80,
                nodePort,
                List.of(),
                affinity,
                false,
                false,
                List.of(backends),
                List.of());
    }
}
