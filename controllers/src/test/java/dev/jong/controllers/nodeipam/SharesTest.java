package dev.jong.controllers.nodeipam;

import static dev.jong.controllers.Objects.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
    private final Shares shares = new Shares(AddressPool.of("172.16.4.0/23"));

    private static Node node(String name, String cidr) {
        return Node.builder()
                .metadata(named(name))
                .spec(NodeSpec.builder().podCidr(cidr).podCidrs(List.of(cidr)).build())
                .build();
    }

    @Test
    void givesTheFirstPartThatNobodyHas() {
        shares.added(node("a", "172.16.4.0/24"), true);
        assertThat(shares.take("b")).contains("172.16.5.0/24");
    }

    @Test
    void hasNothingWhenAllIsTaken() {
        shares.take("a");
        shares.take("b");
        assertThat(shares.take("c")).isEmpty();
    }

    @Test
    void givesAgainWhatANodeLeft() {
        shares.take("a");
        shares.added(node("a", "172.16.4.0/24"), false);
        shares.deleted(node("a", "172.16.4.0/24"));
        assertThat(shares.take("b")).contains("172.16.4.0/24");
    }

    @Test
    void keepsWhatAnotherNodeHasMeanwhile() {
        shares.take("a");
        shares.giveBack("b", "172.16.4.0/24");
        assertThat(shares.take("c")).contains("172.16.5.0/24");
    }
}
