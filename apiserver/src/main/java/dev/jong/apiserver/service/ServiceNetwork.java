package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.util.List;

/// Which addresses and node ports Services may have.
///
/// @param ranges one or two of different families, the primary first
/// @param lastPort included
public record ServiceNetwork(List<Cidr> ranges, int firstPort, int lastPort) {
    public static final ServiceNetwork DEFAULT =
            new ServiceNetwork(List.of(Cidr.of("10.96.0.0/16")), 30000, 32767);

    public ServiceNetwork {
        ranges = List.copyOf(ranges);
    }

    /// The address of the Service `kubernetes`: the first of the primary range.
    public IpAddress kubernetes() {
        return ranges.getFirst().address(1);
    }
}
