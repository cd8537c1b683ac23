package dev.jong.controllers;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.meta.v1.ObjectMeta;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Objects that tests are about.
public final class Objects {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private Objects() {}

    public static ObjectMeta named(String name) {
        return ObjectMeta.builder()
                .name(name)
                .namespace("ns")
                .uid("uid-" + name)
                .creationTimestamp(NOW.minusSeconds(3600))
                .build();
    }

    public static Pod pod(String name) {
        return Pod.builder()
                .metadata(named(name))
                .spec(PodSpec.builder().nodeName("node").build())
                .status(PodStatus.builder().phase("Running").podIp("10.0.0.1").build())
                .build();
    }

    public static Pod ready(String name) {
        var ready =
                PodCondition.builder()
                        .type("Ready")
                        .status("True")
                        .lastTransitionTime(NOW.minusSeconds(600))
                        .build();
        return pod(name).mapStatus(status -> status.withConditions(List.of(ready)));
    }

    public static Pod labelled(Pod pod, String key, String value) {
        return pod.mapMetadata(metadata -> metadata.withLabels(Map.of(key, value)));
    }

    public static PodTemplateSpec template(String image) {
        var container = Container.builder().name("c").image(image).build();
        return PodTemplateSpec.builder()
                .metadata(ObjectMeta.builder().labels(Map.of("app", "a")).build())
                .spec(PodSpec.builder().containers(List.of(container)).build())
                .build();
    }
}
