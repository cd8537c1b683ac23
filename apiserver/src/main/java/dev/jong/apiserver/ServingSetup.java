package dev.jong.apiserver;

import dev.jong.apiserver.bootstrap.ClusterAuthentication;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.chain.TokenFlags;
import dev.jong.apiserver.config.InvalidConfiguration;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.serving.RequestHeaders;
import dev.jong.apiserver.serving.ServingFiles;
import dev.jong.http.HttpServer;
import dev.jong.http.TlsServing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Lets what flags say about keys and certificates hold, now and once the files have changed.
///
/// @param config with what the files said at first
/// @param files empty for a server in plain text
record ServingSetup(ApiServerConfig config, Optional<ServingFiles> files) {
    /// @throws InvalidConfiguration for what cannot be used
    static ServingSetup of(ApiServerConfig chosen) {
        var limited = limited(chosen);
        var config =
                limited.access()
                        .map(access -> limited.withAccess(TokenFlags.apply(access, chosen.flags())))
                        .orElse(limited);
        var files =
                config.http()
                        .tls()
                        .map(TlsServing::identity)
                        .map(own -> ServingFiles.read(own, config.flags()));
        return new ServingSetup(files.map(each -> applied(config, each)).orElse(config), files);
    }

    private static ApiServerConfig limited(ApiServerConfig config) {
        int streams = config.flags().number("http2-max-streams-per-connection");
        var http =
                config.flags().isOn("permit-port-sharing")
                        ? config.http().withSharedPort()
                        : config.http();
        return config.withHttp(
                streams <= 0 ? http : http.withLimits(http.limits().withMaxStreams(streams)));
    }

    private static ApiServerConfig applied(ApiServerConfig config, ServingFiles files) {
        var served = config.withHttp(config.http().withTls(files.serving()));
        var access = config.access();
        var own = access.flatMap(AccessConfig::frontProxy);
        if (access.isEmpty() || own.isEmpty()) {
            return served;
        }
        var proxy =
                RequestHeaders.apply(
                        own.get(),
                        config.flags(),
                        () -> files.serving().identity().proxyAuthorities());
        return served.withAccess(access.get().withFrontProxy(proxy));
    }

    /// @param https asked for those that serve, at each change
    void follow(Supplier<List<HttpServer>> https, Registry registry) {
        files.ifPresent(each ->
                each.follow(() -> {
                    https.get().forEach(http -> http.renew(each.serving()));
                    ClusterAuthentication.publish(
                            registry,
                            each.serving().identity().clientAuthorities(),
                            config.access().flatMap(AccessConfig::frontProxy),
                            config.clock().instant());
                }));
    }

    void close() {
        files.ifPresent(ServingFiles::close);
    }
}
