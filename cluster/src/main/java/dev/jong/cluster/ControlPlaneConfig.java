package dev.jong.cluster;

import dev.jong.apiserver.config.ServerFlags;
import java.time.Duration;

/// What can be chosen about a control plane.
///
/// @param bindHost address to listen on; "" for all
/// @param port 0 takes a free one
/// @param advertisedHost where Pods and kubeconfigs find it
/// @param nodeMonitorPeriod how often nodes are looked at
/// @param podCidr addresses of Pods, which are shared out to nodes; "" when nodes need none
/// @param joinSecret what machines show that want to join; "" when none may
/// @param kubeletHost where all kubelets serve; "" when at the addresses of their nodes
/// @param flags of the API server
/// @param sharing this server among those that share the store
/// @param runsControllers whether controllers and scheduler run here, not the API server alone
public record ControlPlaneConfig(
        String bindHost,
        int port,
        String advertisedHost,
        Duration nodeMonitorPeriod,
        String podCidr,
        String joinSecret,
        String kubeletHost,
        Sharing sharing,
        ServerFlags flags,
        boolean runsControllers) {
    /// One server of several.
    ///
    /// @param serverName tells it from the others; "" when it has the store alone
    /// @param login what machines show that want to be servers too; "" when none may
    public record Sharing(String serverName, String login) {
        static final Sharing NONE = new Sharing("", "");
    }

    /// For a server that has its store alone.
    public ControlPlaneConfig(
            String bindHost,
            int port,
            String advertisedHost,
            Duration nodeMonitorPeriod,
            String podCidr,
            String joinSecret,
            String kubeletHost) {
        this(
                bindHost,
                port,
                advertisedHost,
                nodeMonitorPeriod,
                podCidr,
                joinSecret,
                kubeletHost,
                Sharing.NONE,
                ServerFlags.NONE,
                true);
    }

    /// For one JVM: nobody else sees it.
    static final ControlPlaneConfig EMBEDDED =
            new ControlPlaneConfig(
                    "127.0.0.1", 0, "127.0.0.1", Duration.ofSeconds(5), "", "", "127.0.0.1");

    public ControlPlaneConfig withSharing(Sharing others) {
        return new ControlPlaneConfig(
                bindHost,
                port,
                advertisedHost,
                nodeMonitorPeriod,
                podCidr,
                joinSecret,
                kubeletHost,
                others,
                flags,
                runsControllers);
    }

    public ControlPlaneConfig withFlags(ServerFlags chosen) {
        return new ControlPlaneConfig(
                bindHost,
                port,
                advertisedHost,
                nodeMonitorPeriod,
                podCidr,
                joinSecret,
                kubeletHost,
                sharing,
                chosen,
                runsControllers);
    }

    public ControlPlaneConfig withoutControllers() {
        return new ControlPlaneConfig(
                bindHost,
                port,
                advertisedHost,
                nodeMonitorPeriod,
                podCidr,
                joinSecret,
                kubeletHost,
                sharing,
                flags,
                false);
    }

    boolean isShared() {
        return !sharing.serverName().isEmpty();
    }
}
