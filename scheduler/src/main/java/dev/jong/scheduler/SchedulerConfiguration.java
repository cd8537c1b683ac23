package dev.jong.scheduler;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.selector.Selector;
import dev.jong.client.Client;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.framework.LocalScore;
import dev.jong.scheduler.framework.Plugin;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.ResourceIds;
import dev.jong.scheduler.plugins.DefaultBinder;
import dev.jong.scheduler.plugins.DefaultPreemption;
import dev.jong.scheduler.plugins.VolumePlugins;
import dev.jong.scheduler.queue.SchedulingQueue;
import java.util.List;

/// What a scheduler runs with, as a `KubeSchedulerConfiguration`
/// (`kubescheduler.config.k8s.io/v1`), the way `/configz` tells it. Fields that stand for nothing
/// here are left out.
public final class SchedulerConfiguration {
    /// The name in `/configz`.
    public static final String NAME = "componentconfig";

    private static final String VERSION = "kubescheduler.config.k8s.io/v1";

    /// Every node is looked at, however many there are.
    private static final int EVERY_NODE = 100;

    /// One thread chooses nodes.
    private static final int PARALLELISM = 1;

    private SchedulerConfiguration() {}

    /// @param client of the scheduler; it is asked nothing
    /// @param leaderElection a `LeaderElectionConfiguration`
    public static JsonObject of(
            Client client, SchedulerOptions options, JsonObject leaderElection) {
        var backoff = SchedulingQueue.BACKOFF;
        return JsonObject.of("kind", new JsonText("KubeSchedulerConfiguration"))
                .with("apiVersion", VERSION)
                .with("parallelism", new JsonInteger(PARALLELISM))
                .with("leaderElection", leaderElection)
                .with("percentageOfNodesToScore", new JsonInteger(EVERY_NODE))
                .with("podInitialBackoffSeconds", new JsonInteger(backoff.initial().toSeconds()))
                .with("podMaxBackoffSeconds", new JsonInteger(backoff.most().toSeconds()))
                .with("profiles", JsonArray.of(told(profile(client, options))));
    }

    /// The same rules, but nothing to place.
    private static Profile profile(Client client, SchedulerOptions options) {
        try (var informers = new SharedInformers(client)) {
            var surroundings =
                    new StandardProfile.Surroundings(
                            _ -> Selector.nothing(),
                            List::of,
                            VolumePlugins.of(informers, client),
                            new DefaultBinder(client));
            return StandardProfile.of(
                    options.schedulerName(),
                    new Nodes(new ResourceIds()),
                    surroundings,
                    options.random());
        }
    }

    private static JsonObject told(Profile profile) {
        var enabled =
                profile.plugins().stream()
                        .map(plugin -> (JsonValue) enabled(plugin, profile))
                        .toList();
        return JsonObject.of("schedulerName", new JsonText(profile.schedulerName()))
                .with(
                        "plugins",
                        JsonObject.of(
                                "multiPoint", JsonObject.of("enabled", new JsonArray(enabled))))
                .with(
                        "pluginConfig",
                        JsonArray.of(
                                arguments(
                                        "DefaultPreemption",
                                        JsonObject.of(
                                                        "minCandidateNodesPercentage",
                                                        new JsonInteger(
                                                                DefaultPreemption
                                                                        .CANDIDATES_PERCENT))
                                                .with(
                                                        "minCandidateNodesAbsolute",
                                                        new JsonInteger(
                                                                DefaultPreemption
                                                                        .LEAST_CANDIDATES))),
                                arguments(
                                        "VolumeBinding",
                                        JsonObject.of(
                                                "bindTimeoutSeconds",
                                                new JsonInteger(
                                                        VolumePlugins.BIND_TIMEOUT.toSeconds())))));
    }

    /// Rules that score nothing weigh 0.
    private static JsonObject enabled(Plugin plugin, Profile profile) {
        boolean scores = plugin instanceof Score || plugin instanceof LocalScore;
        int weight = scores ? profile.weight(plugin) : 0;
        return JsonObject.of("name", new JsonText(plugin.name()))
                .with("weight", new JsonInteger(weight));
    }

    private static JsonObject arguments(String plugin, JsonObject values) {
        return JsonObject.of("name", new JsonText(plugin))
                .with("args", values.with("kind", plugin + "Args").with("apiVersion", VERSION));
    }
}
