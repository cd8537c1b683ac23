package dev.jong.cluster.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HostPortRulesTest {
    private static final String OURS =
            """
            *nat
            :PREROUTING ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :CNI-DN-aba6841c - [0:0]
            :CNI-HOSTPORT-DNAT - [0:0]
            :CNI-HOSTPORT-MASQ - [0:0]
            :CNI-HOSTPORT-SETMARK - [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
            -A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ
            -A CNI-DN-aba6841c -p tcp -m tcp --dport 8088 -j DNAT --to-destination 10.244.0.2:8080
            -A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"jong\\" id: \\"32\\"" -m multiport --dports 8088 -j CNI-DN-aba6841c
            -A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE
            COMMIT
            """;

    private static final String OTHERS =
            "-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment \"dnat name: \\\"podman\\\" id: \\\"1\\\"\" -j CNI-DN-other\n";

    @Test
    void takesOurRulesAndWhatNobodyElseUses() {
        assertThat(HostPortRules.removal(OURS).lines())
                .contains(
                        "-D PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT",
                        "-X CNI-DN-aba6841c",
                        "-X CNI-HOSTPORT-DNAT",
                        "-X CNI-HOSTPORT-SETMARK")
                .endsWith("COMMIT");
    }

    @Test
    void leavesWhatAnotherNetworkUses() {
        assertThat(HostPortRules.removal(OURS + OTHERS).lines())
                .contains("-X CNI-DN-aba6841c")
                .noneMatch(line -> line.contains("-X CNI-HOSTPORT"))
                .noneMatch(line -> line.startsWith("-D PREROUTING"))
                .noneMatch(line -> line.contains("CNI-DN-other"));
    }

    @Test
    void hasNothingToDoWithoutHostPorts() {
        assertThat(HostPortRules.removal("*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n")).isEmpty();
    }

    @Test
    void knowsATableWithNothingInIt() {
        assertThat(HostPortRules.isEmpty("*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n")).isTrue();
        assertThat(HostPortRules.isEmpty("*nat\n:PREROUTING DROP [0:0]\nCOMMIT\n")).isFalse();
        assertThat(HostPortRules.isEmpty("*nat\n:DOCKER - [0:0]\nCOMMIT\n")).isFalse();
        assertThat(HostPortRules.isEmpty(OURS)).isFalse();
    }
}
