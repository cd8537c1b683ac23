package dev.jong.apiserver;

import dev.jong.api.net.IpAddress;
import dev.jong.apiserver.bootstrap.OwnAddress;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.service.ServiceNetwork;
import dev.jong.http.HttpServerConfig;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// How an API server runs.
///
/// @param http where it listens
/// @param access who is let in; empty: everybody, as an administrator, and without admission
/// @param services which addresses and ports Services get
/// @param flags what else was chosen, as flags of kube-apiserver
/// @param shared whether other servers may work on the same store
/// @param address by which others reach this server; empty to find it out
/// @param verbosity is told how much to log, when that changes: as klog counts
public record ApiServerConfig(
        HttpServerConfig http,
        InstantSource clock,
        RandomGenerator random,
        Optional<AccessConfig> access,
        ServiceNetwork services,
        ServerFlags flags,
        boolean shared,
        Optional<IpAddress> address,
        IntConsumer verbosity) {
    public ApiServerConfig(HttpServerConfig http, InstantSource clock, RandomGenerator random) {
        this(
                http,
                clock,
                random,
                Optional.empty(),
                ServiceNetwork.DEFAULT,
                ServerFlags.NONE,
                false,
                Optional.empty(),
                _ -> {});
    }

    public ApiServerConfig withAccess(AccessConfig rules) {
        return new ApiServerConfig(
                http,
                clock,
                random,
                Optional.of(rules),
                services,
                flags,
                shared,
                address,
                verbosity);
    }

    public ApiServerConfig withHttp(HttpServerConfig listening) {
        return new ApiServerConfig(
                listening, clock, random, access, services, flags, shared, address, verbosity);
    }

    public ApiServerConfig withFlags(ServerFlags chosen) {
        return new ApiServerConfig(
                http, clock, random, access, services, chosen, shared, address, verbosity);
    }

    /// By which address others reach this server, if there is one: that which it listens on, else
    /// the machine's.
    Optional<IpAddress> advertised() {
        return IpAddress.parse(flags.text("advertise-address"))
                .or(() -> address)
                .or(() -> OwnAddress.of(http.host(), services.ranges()));
    }

    /// @param ip by which others reach this server
    public ApiServerConfig withAddress(IpAddress ip) {
        return new ApiServerConfig(
                http, clock, random, access, services, flags, shared, Optional.of(ip), verbosity);
    }

    public ApiServerConfig withShared(boolean others) {
        return new ApiServerConfig(
                http, clock, random, access, services, flags, others, address, verbosity);
    }

    public ApiServerConfig withVerbosity(IntConsumer logging) {
        return new ApiServerConfig(
                http, clock, random, access, services, flags, shared, address, logging);
    }
}
