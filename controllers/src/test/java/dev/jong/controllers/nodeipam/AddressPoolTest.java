package dev.jong.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
    @Test
    void givesTheFirstPartThatNobodyHas() {
        var pool = AddressPool.of("10.244.0.0/16");
        assertThat(pool.free(Set.of())).contains("10.244.0.0/24");
        assertThat(pool.free(Set.of("10.244.0.0/24", "10.244.2.0/24"))).contains("10.244.1.0/24");
    }

    @Test
    void hasNothingWhenAllIsTaken() {
        var pool = AddressPool.of("172.16.4.0/23");
        assertThat(pool.free(Set.of("172.16.4.0/24"))).contains("172.16.5.0/24");
        assertThat(pool.free(Set.of("172.16.4.0/24", "172.16.5.0/24"))).isEmpty();
    }

    @Test
    void refusesWhatIsNoRange() {
        assertThatThrownBy(() -> AddressPool.of("10.244.0.0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressPool.of("10.244.0.0/25"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
