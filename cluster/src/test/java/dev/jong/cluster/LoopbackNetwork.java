package dev.jong.cluster;

import java.net.InetAddress;

/// Loopback addresses of this run of the tests: fixed ports there are in nobody's way, and nobody
/// else is given them meanwhile.
public final class LoopbackNetwork {
    /// Test runs beside each other have different networks.
    private static final long RUN = ProcessHandle.current().pid();

    private LoopbackNetwork() {}

    /// @param number from 1 to 254
    public static InetAddress address(int number) {
        return InetAddress.ofLiteral(
                "127." + (RUN / 250 % 250 + 1) + "." + (RUN % 250 + 1) + "." + number);
    }
}
