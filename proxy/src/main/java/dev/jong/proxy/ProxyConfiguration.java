package dev.jong.proxy;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.util.Map;
import java.util.stream.Collectors;

/// What a proxy runs with, as a `KubeProxyConfiguration` (`kubeproxy.config.k8s.io/v1alpha1`), the
/// way `/configz` tells it. Fields that stand for nothing here are left out.
final class ProxyConfiguration {
    /// The name in `/configz`.
    static final String NAME = "kubeproxy.config.k8s.io";

    private ProxyConfiguration() {}

    /// @param mode `nftables` or `iptables`
    /// @param health where health is told, `host:port`
    /// @param metrics the same for metrics
    static JsonObject of(ProxyConfig config, String mode, String health, String metrics) {
        var ranges =
                config.podCidrs().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining(","));
        return JsonObject.of("kind", new JsonText("KubeProxyConfiguration"))
                .with("apiVersion", NAME + "/v1alpha1")
                .with("hostnameOverride", config.node())
                .with("healthzBindAddress", health)
                .with("metricsBindAddress", metrics)
                .with("mode", mode)
                .with("detectLocalMode", "ClusterCIDR")
                .with("clusterCIDR", ranges);
    }
}
