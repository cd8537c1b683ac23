package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Node;
import dev.jong.client.Client;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.framework.Plugin;
import java.time.Duration;
import java.util.List;

/// The rules about volumes, in upstream's order.
public final class VolumePlugins {
    /// How long a Pod waits for its volumes to be bound.
    public static final Duration BIND_TIMEOUT = Duration.ofMinutes(10);

    private VolumePlugins() {}

    public static List<Plugin> of(SharedInformers informers, Client client) {
        var storage = Volumes.of(informers);
        var nodes = informers.of(Node.KIND);
        return List.of(
                new VolumeRestrictions(storage),
                new NodeVolumeLimits(storage),
                new VolumeBinding(
                        storage, name -> nodes.find("", name), new VolumeBinder(informers, client)),
                new VolumeZone(storage));
    }
}
