package dev.jong.apiserver.resources.core;

import dev.jong.api.core.v1.Service;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said to who writes a Service that will not do all it says.
final class ServiceWarnings {
    private static final String EXTERNAL_NAME = "ExternalName";

    private ServiceWarnings() {}

    /// @param old null when the Service is new
    static List<String> of(Service service, @Nullable Service old) {
        var spec = service.spec();
        var warnings = new ArrayList<String>();
        boolean named = EXTERNAL_NAME.equals(spec.type());
        boolean headless = "ClusterIP".equals(spec.type()) && "None".equals(spec.clusterIp());
        boolean external = !spec.externalIps().isEmpty();
        if (headless) {
            var balancer = spec.loadBalancerIp();
            if (balancer != null && !balancer.isEmpty()) {
                warnings.add("spec.loadBalancerIP is ignored for headless services");
            }
            if (external) {
                warnings.add("spec.externalIPs is ignored for headless services");
            }
            if (!"None".equals(spec.sessionAffinity())) {
                warnings.add("spec.SessionAffinity is ignored for headless services");
            }
        } else if (external && !named) {
            warnings.add(
                    "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        if (named && external) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"" + EXTERNAL_NAME + '"');
        }
        var name = spec.externalName();
        if (!named && name != null && !name.isEmpty()) {
            warnings.add(
                    "spec.externalName is ignored when spec.type is not \"" + EXTERNAL_NAME + '"');
        }
        if ("PreferClose".equals(spec.trafficDistribution())) {
            warnings.add(
                    "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }
}
