package dev.jong.controllers;

import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.time.Duration;

/// What the controllers run with, as a `KubeControllerManagerConfiguration`
/// (`kubecontrollermanager.config.k8s.io/v1alpha1`), the way `/configz` tells it. Fields that stand
/// for nothing here are left out.
public final class ControllerManagerConfiguration {
    /// The name in `/configz`.
    public static final String NAME = "kubecontrollermanager.config.k8s.io";

    private ControllerManagerConfiguration() {}

    /// @param leaderElection a `LeaderElectionConfiguration`
    public static JsonObject of(ControllerConfig config, JsonObject leaderElection) {
        var told =
                JsonObject.of("kind", new JsonText("KubeControllerManagerConfiguration"))
                        .with("apiVersion", NAME + "/v1alpha1")
                        .with(
                                "Generic",
                                JsonObject.of("LeaderElection", leaderElection)
                                        .with("Controllers", JsonArray.of(new JsonText("*"))))
                        .with("KubeCloudShared", shared(config))
                        .with("NodeLifecycleController", lifecycle(config))
                        .with(
                                "PodGCController",
                                JsonObject.of(
                                        "TerminatedPodGCThreshold",
                                        new JsonInteger(config.terminatedPodThreshold())));
        var signing = config.signing();
        return signing == null
                ? told
                : told.with(
                        "CSRSigningController",
                        JsonObject.of("ClusterSigningDuration", text(signing.validity())));
    }

    private static JsonObject shared(ControllerConfig config) {
        return JsonObject.of("UseServiceAccountCredentials", JsonBoolean.TRUE)
                .with("NodeMonitorPeriod", text(config.nodeMonitorPeriod()))
                .with("ClusterCIDR", config.clusterCidr())
                .with("AllocateNodeCIDRs", JsonBoolean.of(!config.clusterCidr().isEmpty()));
    }

    private static JsonObject lifecycle(ControllerConfig config) {
        return JsonObject.of("NodeStartupGracePeriod", text(config.nodeStartupGrace()))
                .with("NodeMonitorGracePeriod", text(config.nodeMonitorGrace()));
    }

    private static JsonText text(Duration duration) {
        return new JsonText(GoDuration.format(duration));
    }
}
