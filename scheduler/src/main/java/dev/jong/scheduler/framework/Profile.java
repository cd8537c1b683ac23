package dev.jong.scheduler.framework;

import java.util.List;
import java.util.Map;

/// The plugins that place the Pods of one scheduler name, in the order in which they are asked.
///
/// @param weights of scoring plugins, by name; 1 when not named
public record Profile(String schedulerName, List<Plugin> plugins, Map<String, Integer> weights) {
    public Profile {
        plugins = List.copyOf(plugins);
        weights = Map.copyOf(weights);
    }

    /// The plugins that take part at an extension point.
    public <P extends Plugin> List<P> at(Class<P> extensionPoint) {
        return plugins.stream()
                .filter(extensionPoint::isInstance)
                .map(extensionPoint::cast)
                .toList();
    }

    public int weight(Plugin plugin) {
        return weights.getOrDefault(plugin.name(), 1);
    }
}
