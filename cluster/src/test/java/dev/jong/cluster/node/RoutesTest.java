package dev.jong.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeAddress;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RoutesTest {
    @Test
    void leadToThePodsOfAllOtherNodes() {
        var nodes =
                List.of(
                        node("one", "10.244.0.0/24", "192.0.2.1"),
                        node("two", "10.244.1.0/24", "192.0.2.2"),
                        node("three", "10.244.2.0/24", "192.0.2.3"));

        assertThat(Routes.of(nodes, "two").byCidr())
                .isEqualTo(Map.of("10.244.0.0/24", "192.0.2.1", "10.244.2.0/24", "192.0.2.3"));
    }

    @Test
    void leaveOutNodesThatAreNotThereYet() {
        var nodes = List.of(node("new", "", "192.0.2.1"), node("mute", "10.244.1.0/24", ""));

        assertThat(Routes.of(nodes, "self")).isEqualTo(Routes.NONE);
    }

    private static Node node(String name, String cidr, String address) {
        var addresses =
                address.isEmpty()
                        ? List.<NodeAddress>of()
                        : List.of(
                                new NodeAddress("Hostname", name),
                                new NodeAddress("InternalIP", address));
        return Node.builder()
                .metadata(ObjectMeta.builder().name(name).build())
                .build()
                .mapSpec(spec -> spec.withPodCidr(cidr))
                .mapStatus(status -> status.withAddresses(addresses));
    }
}
