package dev.jong.api.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "010.0.0.1, 10.0.0.1",
        "::1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "::ffff:1.2.3.4, 1.2.3.4",
        "64:ff9b::1.2.3.4, 64:ff9b::102:304",
        "fe80::, fe80::",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7"
    })
    void readsAddresses(String text, String canonical) {
        assertThat(IpAddress.of(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "::1::",
        "1:2:3",
        "g::",
        "1.2.3.x",
        ":1",
        "fe80::1%eth0"
    })
    void refusesOthers(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void countsWithinRanges() {
        var range = Cidr.of("10.96.0.0/16");
        assertThat(range.size()).isEqualTo(65536);
        assertThat(range.address(10)).hasToString("10.96.0.10");
        assertThat(range.offset(IpAddress.of("10.96.1.0"))).isEqualTo(256);
        assertThat(range.last()).hasToString("10.96.255.255");
        assertThat(range.contains(IpAddress.of("10.97.0.0"))).isFalse();
        assertThat(Cidr.of("10.96.3.4/16")).isEqualTo(range);
        assertThat(Cidr.of("fd00::/8").contains(IpAddress.of("fd12::1"))).isTrue();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(IpAddress.canonically("1.2.3.04")).containsExactly("must not have leading 0s");
        assertThat(IpAddress.canonically("::FF"))
                .containsExactly("must be in canonical form (\"::ff\")");
        assertThat(Cidr.strictly("10.0.0.1/8"))
                .containsExactly("must not have bits set beyond the prefix length");
        assertThat(Cidr.strictly("10.0.0.0/33")).hasSize(1);
        assertThat(Cidr.canonically("10.0.0.0/8")).isEmpty();
    }
}
