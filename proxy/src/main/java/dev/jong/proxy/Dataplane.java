package dev.jong.proxy;

import java.util.List;

/// Where rules take effect.
public interface Dataplane extends AutoCloseable {
    /// Makes exactly `ports` reachable, all at once.
    ///
    /// @throws ProxyException when the kernel refuses; nothing has changed then
    void apply(Family family, List<ServicePort> ports);

    /// What upstream calls this kind: `nftables` or `iptables`.
    String mode();

    /// Takes every rule away.
    @Override
    void close();
}
