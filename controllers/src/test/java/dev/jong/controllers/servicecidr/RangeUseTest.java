package dev.jong.controllers.servicecidr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.api.networking.v1.ServiceCIDRSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RangeUseTest {
    private static final ServiceCIDR SMALL = range("small", "10.0.1.0/24");
    private static final ServiceCIDR LARGE = range("large", "10.0.0.0/16");

    @Test
    void aRangeWithAddressesOfItsOwnStays() {
        assertThat(RangeUse.canGo(SMALL, List.of(SMALL), List.of(given("10.0.1.7")))).isFalse();
        assertThat(RangeUse.canGo(SMALL, List.of(SMALL), List.of(given("10.9.1.7")))).isTrue();
    }

    @Test
    void aRangeWithinAnotherMayGo() {
        assertThat(RangeUse.canGo(SMALL, List.of(SMALL, LARGE), List.of(given("10.0.1.7"))))
                .isTrue();
        assertThat(RangeUse.canGo(LARGE, List.of(SMALL, LARGE), List.of(given("10.0.1.7"))))
                .isTrue();
        assertThat(RangeUse.canGo(LARGE, List.of(SMALL, LARGE), List.of(given("10.0.2.7"))))
                .isFalse();
    }

    @Test
    void addressesThatOthersWroteDownDoNotCount() {
        var foreign = given("10.0.1.7").mapMetadata(metadata -> metadata.withLabels(Map.of()));

        assertThat(RangeUse.canGo(SMALL, List.of(SMALL), List.of(foreign))).isTrue();
    }

    private static ServiceCIDR range(String name, String cidr) {
        return ServiceCIDR.builder()
                .metadata(ObjectMeta.builder().name(name).build())
                .spec(new ServiceCIDRSpec(List.of(cidr)))
                .build();
    }

    private static IPAddress given(String address) {
        return IPAddress.builder()
                .metadata(
                        ObjectMeta.builder()
                                .name(address)
                                .labels(
                                        Map.of(
                                                "ipaddress.kubernetes.io/managed-by",
                                                "ipallocator.k8s.io"))
                                .build())
                .build();
    }
}
