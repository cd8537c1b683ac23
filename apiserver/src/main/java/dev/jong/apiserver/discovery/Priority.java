package dev.jong.apiserver.discovery;

import java.util.Map;

/// Where a group and a version of it stand in discovery: higher comes first (`spec` of an
/// APIService).
///
/// @param group of the group among groups
/// @param version of the version within its group
public record Priority(int group, int version) {
    /// Of custom resources.
    public static final Priority CUSTOM = new Priority(1000, 100);

    private static final int STABLE = 15;

    /// Upstream's priorities of the groups it serves itself.
    private static final Map<String, Integer> GROUPS =
            Map.ofEntries(
                    Map.entry("apiregistration.k8s.io", 20_000),
                    Map.entry("", 18_000),
                    Map.entry("apps", 17_800),
                    Map.entry("events.k8s.io", 17_750),
                    Map.entry("authentication.k8s.io", 17_700),
                    Map.entry("authorization.k8s.io", 17_600),
                    Map.entry("autoscaling", 17_500),
                    Map.entry("batch", 17_400),
                    Map.entry("certificates.k8s.io", 17_300),
                    Map.entry("networking.k8s.io", 17_200),
                    Map.entry("policy", 17_100),
                    Map.entry("rbac.authorization.k8s.io", 17_000),
                    Map.entry("storage.k8s.io", 16_800),
                    Map.entry("admissionregistration.k8s.io", 16_700),
                    Map.entry("apiextensions.k8s.io", 16_700),
                    Map.entry("scheduling.k8s.io", 16_600),
                    Map.entry("coordination.k8s.io", 16_500),
                    Map.entry("node.k8s.io", 16_300),
                    Map.entry("discovery.k8s.io", 16_200),
                    Map.entry("resource.k8s.io", 16_200),
                    Map.entry("flowcontrol.apiserver.k8s.io", 16_100));

    /// Versions whose priority is not the usual one.
    private static final Map<String, Integer> VERSIONS =
            Map.of(
                    "/v1", 1,
                    "autoscaling/v2", 30,
                    "flowcontrol.apiserver.k8s.io/v1", 21,
                    "resource.k8s.io/v1", 21);

    /// Of a group and version that this server serves itself.
    public static Priority of(String group, String version) {
        var known = GROUPS.get(group);
        return known == null
                ? CUSTOM
                : new Priority(known, VERSIONS.getOrDefault(group + "/" + version, STABLE));
    }
}
