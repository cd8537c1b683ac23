package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.kubelet.runtime.ContainerState;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.PodIdentity;
import dev.jong.kubelet.runtime.Sandbox;
import dev.jong.kubelet.runtime.SandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Pods and what a runtime has of them, for tests.
final class Pods {
    static final Instant START = Instant.ofEpochSecond(1_000);

    private Pods() {}

    static Pod of(PodSpec spec) {
        var metadata =
                ObjectMeta.builder().namespace("ns").name("p").uid("u").generation(3L).build();
        return Pod.builder().metadata(metadata).spec(spec).build();
    }

    static PodSpec spec(String restartPolicy, String... containers) {
        var all = new ArrayList<Container>();
        for (var name : containers) {
            all.add(container(name));
        }
        return PodSpec.builder().restartPolicy(restartPolicy).containers(all).build();
    }

    static Container container(String name) {
        return Container.builder().name(name).image("image").build();
    }

    static Container sidecar(String name) {
        return container(name).withRestartPolicy("Always");
    }

    static PodView view(ContainerStatus... runs) {
        var sandbox =
                new Sandbox(
                        "s", new PodIdentity("ns", "p", "u"), 0, true, START, Map.of(), Map.of());
        return PodView.of(List.of(new SandboxStatus(sandbox, List.of("10.0.0.5"))), List.of(runs));
    }

    static ContainerStatus running(String name, int attempt) {
        return run(name, attempt, ContainerState.RUNNING, 0);
    }

    static ContainerStatus exited(String name, int attempt, int code) {
        return run(name, attempt, ContainerState.EXITED, code);
    }

    private static ContainerStatus run(String name, int attempt, ContainerState state, int code) {
        return new ContainerStatus(
                name + attempt,
                "s",
                name,
                attempt,
                state,
                START,
                START,
                state == ContainerState.EXITED ? START.plusSeconds(1) : null,
                code,
                "image",
                "id",
                code == 0 ? "Completed" : "Error",
                "",
                "",
                null,
                Map.of(),
                Map.of());
    }
}
