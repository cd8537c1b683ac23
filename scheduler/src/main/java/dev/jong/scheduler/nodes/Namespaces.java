package dev.jong.scheduler.nodes;

import java.util.HashMap;
import java.util.Map;

/// The labels of namespaces. Scheduling thread only.
public final class Namespaces {
    private final Map<String, Map<String, String>> labels = new HashMap<>();

    public void put(String name, Map<String, String> newLabels) {
        labels.put(name, newLabels);
    }

    public void remove(String name) {
        labels.remove(name);
    }

    Map<String, String> labels(String name) {
        return labels.getOrDefault(name, Map.of());
    }
}
