package dev.jong.apiserver.bootstrap;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// By which address others reach this machine.
public final class OwnAddress {
    private OwnAddress() {}

    /// The address, if the machine has one.
    ///
    /// @param host what the server listens on; any address that is not of this machine alone wins
    /// @param services ranges that are not the machine's own, though it may answer in them
    public static Optional<IpAddress> of(String host, List<Cidr> services) {
        var bound = IpAddress.parse(host).filter(OwnAddress::reachable);
        return bound.isPresent() ? bound : ofInterfaces(services);
    }

    private static boolean reachable(IpAddress address) {
        return !address.isUnspecified() && !address.isLoopback() && !address.isLinkLocalUnicast();
    }

    /// The first IPv4 address of the oldest interface that is up.
    private static Optional<IpAddress> ofInterfaces(List<Cidr> services) {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(OwnAddress::isUp)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .map(address -> IpAddress.ofBytes(address.getAddress()))
                    .filter(OwnAddress::reachable)
                    .filter(address -> services.stream().noneMatch(r -> r.contains(address)))
                    .findFirst();
        } catch (SocketException none) {
            return Optional.empty();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback() && !network.isVirtual();
        } catch (SocketException gone) {
            return false;
        }
    }
}
