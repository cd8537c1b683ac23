package dev.jong.controllers.servicecidr;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.ServiceCIDR;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Which addresses lie in which ranges.
final class RangeUse {
    private static final String MANAGER = "ipaddress.kubernetes.io/managed-by";
    private static final String OURS = "ipallocator.k8s.io";

    private RangeUse() {}

    /// Whether every address given out stays in some range when this one is gone.
    static boolean canGo(
            ServiceCIDR going, Collection<ServiceCIDR> ranges, Collection<IPAddress> addresses) {
        var others = ranges.stream().filter(each -> !isSame(each, going)).toList();
        boolean covered =
                prefixes(going).stream()
                        .allMatch(prefix -> others.stream().anyMatch(each -> covers(each, prefix)));
        return covered
                || addresses.stream()
                        .map(RangeUse::given)
                        .flatMap(Optional::stream)
                        .filter(address -> contains(going, address))
                        .allMatch(address ->
                                others.stream().anyMatch(each -> contains(each, address)));
    }

    private static boolean isSame(ServiceCIDR one, ServiceCIDR other) {
        return Objects.equals(one.name(), other.name());
    }

    static boolean overlap(ServiceCIDR one, ServiceCIDR other) {
        return prefixes(one).stream()
                .anyMatch(prefix -> prefixes(other).stream().anyMatch(prefix::overlaps));
    }

    static boolean contains(ServiceCIDR range, IpAddress address) {
        return prefixes(range).stream().anyMatch(prefix -> prefix.contains(address));
    }

    private static boolean covers(ServiceCIDR range, Cidr prefix) {
        return prefixes(range).stream().anyMatch(each -> each.contains(prefix));
    }

    /// The address, if the API server gave it to a Service.
    static Optional<IpAddress> given(IPAddress address) {
        return OURS.equals(address.metadata().labels().get(MANAGER))
                ? IpAddress.parse(address.name())
                : Optional.empty();
    }

    private static List<Cidr> prefixes(ServiceCIDR range) {
        return range.spec().cidrs().stream().map(Cidr::parse).flatMap(Optional::stream).toList();
    }
}
