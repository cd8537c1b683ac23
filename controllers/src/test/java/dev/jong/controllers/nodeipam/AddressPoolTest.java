package dev.jong.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AddressPoolTest {
    @Test
    void knowsItsParts() {
        var pool = AddressPool.of("10.244.0.0/16");
        assertThat(pool.part(2)).isEqualTo("10.244.2.0/24");
        assertThat(pool.index("10.244.2.0/24")).hasValue(2);
        assertThat(pool.index("10.245.0.0/24")).isEmpty();
        assertThat(pool.index("10.244.2.0/25")).isEmpty();
        assertThat(pool.index("fd00::/64")).isEmpty();
    }

    @Test
    void refusesWhatIsNoRange() {
        assertThatThrownBy(() -> AddressPool.of("10.244.0.0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressPool.of("10.244.0.0/25"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
