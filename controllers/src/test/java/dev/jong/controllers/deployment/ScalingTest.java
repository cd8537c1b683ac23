package dev.jong.controllers.deployment;

import static dev.jong.controllers.Objects.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.IntOrString;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentSpec;
import dev.jong.api.apps.v1.DeploymentStrategy;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.ReplicaSetSpec;
import dev.jong.api.apps.v1.ReplicaSetStatus;
import dev.jong.api.apps.v1.RollingUpdateDeployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingTest {
    private static Deployment deployment(int replicas, String surge, String unavailable) {
        var bounds =
                RollingUpdateDeployment.builder()
                        .maxSurge(IntOrString.parse(surge))
                        .maxUnavailable(IntOrString.parse(unavailable))
                        .build();
        return Deployment.builder()
                .metadata(named("web"))
                .spec(
                        DeploymentSpec.builder()
                                .replicas(replicas)
                                .strategy(
                                        DeploymentStrategy.builder()
                                                .type("RollingUpdate")
                                                .rollingUpdate(bounds)
                                                .build())
                                .build())
                .build();
    }

    private static ReplicaSet set(String name, int replicas, int available) {
        return ReplicaSet.builder()
                .metadata(named(name))
                .spec(ReplicaSetSpec.builder().replicas(replicas).build())
                .status(
                        ReplicaSetStatus.builder()
                                .replicas(replicas)
                                .availableReplicas(available)
                                .build())
                .build();
    }

    private static Map<String, Integer> sizes(Scaling scaling) {
        var sizes = new HashMap<String, Integer>();
        scaling.sizes().forEach((set, size) -> sizes.put(set.name(), size));
        return sizes;
    }

    @Test
    void roundsSurgeUpAndUnavailableDownButAlwaysMoves() {
        assertThat(Fenceposts.of(deployment(10, "25%", "25%"))).isEqualTo(new Fenceposts(10, 3, 2));
        assertThat(Fenceposts.of(deployment(1, "0", "25%"))).isEqualTo(new Fenceposts(1, 0, 1));
        assertThat(Fenceposts.of(deployment(0, "1", "1")).unavailable()).isZero();
    }

    @Test
    void takesReplicasThatAreNotAvailableAnywayFirst() {
        var plan =
                Scaling.shrinkOld(
                        deployment(10, "3", "2"), set("new", 5, 0), List.of(set("old", 8, 6)));
        assertThat(sizes(plan)).isEmpty();
        var undone =
                Scaling.shrinkOld(
                        deployment(10, "3", "2"), set("good", 8, 7), List.of(set("bad", 5, 0)));
        assertThat(sizes(undone)).containsExactly(Map.entry("bad", 1));
    }

    @Test
    void replacesOldByNewAsFarAsMayBeMissing() {
        var plan =
                Scaling.shrinkOld(
                        deployment(4, "1", "1"), set("new", 2, 2), List.of(set("old", 3, 3)));
        assertThat(sizes(plan)).containsExactly(Map.entry("old", 1));
    }

    @Test
    void givesTheOnlyActiveSetAll() {
        var plan =
                Scaling.proportional(
                        deployment(7, "1", "1"), set("new", 0, 0), List.of(set("old", 3, 3)));
        assertThat(sizes(plan)).containsExactly(Map.entry("old", 7));
    }

    @Test
    void sharesANewSizeInProportion() {
        var marked = Map.of(Revisions.DESIRED, "10", Revisions.MOST, "13");
        var fresh = set("new", 5, 0).mapMetadata(metadata -> metadata.withAnnotations(marked));
        var old = set("old", 8, 8).mapMetadata(metadata -> metadata.withAnnotations(marked));
        var plan = Scaling.proportional(deployment(30, "3", "2"), fresh, List.of(old));
        assertThat(sizes(plan)).isEqualTo(Map.of("new", 13, "old", 20));
        assertThat(Scaling.sizeChanged(deployment(30, "3", "2"), List.of(fresh, old))).isTrue();
    }
}
