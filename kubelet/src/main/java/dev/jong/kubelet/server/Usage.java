package dev.jong.kubelet.server;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.kubelet.runtime.ContainerUsage;
import dev.jong.kubelet.runtime.Runtime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What the node's containers use: `/stats/summary`.
record Usage(ServedPods pods, Runtime runtime, String node) {
    JsonObject summary() {
        var byPod = runtime.usage().stream().collect(Collectors.groupingBy(ContainerUsage::podUid));
        var list = new ArrayList<JsonValue>();
        for (var pod : pods.all()) {
            list.add(
                    pod(
                            pod,
                            byPod.getOrDefault(
                                    Objects.requireNonNullElse(pod.metadata().uid(), ""),
                                    List.of())));
        }
        return object(
                Map.of(
                        "node",
                        object(Map.of("nodeName", new JsonText(node))),
                        "pods",
                        new JsonArray(list)));
    }

    private static JsonObject pod(Pod pod, List<ContainerUsage> usages) {
        var reference = new LinkedHashMap<String, JsonValue>();
        reference.put("name", new JsonText(Objects.requireNonNullElse(pod.metadata().name(), "")));
        reference.put(
                "namespace",
                new JsonText(Objects.requireNonNullElse(pod.metadata().namespace(), "")));
        reference.put("uid", new JsonText(Objects.requireNonNullElse(pod.metadata().uid(), "")));
        var containers = usages.stream().map(Usage::container).map(JsonValue.class::cast).toList();
        return object(Map.of("podRef", object(reference), "containers", new JsonArray(containers)));
    }

    private static JsonObject container(ContainerUsage usage) {
        var time = new JsonText(usage.at().toString());
        return object(
                Map.of(
                        "name", new JsonText(usage.name()),
                        "cpu",
                                object(
                                        Map.of(
                                                "time",
                                                time,
                                                "usageCoreNanoSeconds",
                                                new JsonInteger(usage.cpuNanos()))),
                        "memory",
                                object(
                                        Map.of(
                                                "time", time,
                                                "workingSetBytes",
                                                        new JsonInteger(usage.workingSetBytes()),
                                                "usageBytes", new JsonInteger(usage.usageBytes()),
                                                "rssBytes", new JsonInteger(usage.rssBytes())))));
    }

    private static JsonObject object(Map<String, JsonValue> fields) {
        return new JsonObject(fields);
    }
}
