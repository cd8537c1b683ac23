package dev.jong.controllers.statefulset;

import static dev.jong.controllers.Objects.NOW;
import static dev.jong.controllers.Objects.named;
import static dev.jong.controllers.Objects.pod;
import static dev.jong.controllers.Objects.ready;
import static dev.jong.controllers.Objects.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apps.v1.RollingUpdateStatefulSetStrategy;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.apps.v1.StatefulSetSpec;
import dev.jong.api.apps.v1.StatefulSetUpdateStrategy;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.statefulset.StatefulPlan.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatefulPlanTest {
    private static StatefulSet set(int replicas, String management, int partition) {
        var rolling = RollingUpdateStatefulSetStrategy.builder().partition(partition).build();
        return StatefulSet.builder()
                .metadata(named("db"))
                .spec(
                        StatefulSetSpec.builder()
                                .replicas(replicas)
                                .podManagementPolicy(management)
                                .template(template("x"))
                                .updateStrategy(
                                        StatefulSetUpdateStrategy.builder()
                                                .type("RollingUpdate")
                                                .rollingUpdate(rolling)
                                                .build())
                                .build())
                .build();
    }

    private static Pod of(Pod pod, String revision) {
        var labels =
                Map.of(
                        "statefulset.kubernetes.io/pod-name",
                        pod.name(),
                        Replicas.REVISION,
                        revision);
        return pod.mapMetadata(metadata -> metadata.withLabels(labels));
    }

    private static List<Step> steps(StatefulSet set, Pod... pods) {
        return StatefulPlan.of(set, List.of(pods), "new", NOW).steps();
    }

    @Test
    void makesOnePodAfterTheOther() {
        var set = set(3, "OrderedReady", 0);
        assertThat(steps(set)).containsExactly(new Step.Create(0, true));
        assertThat(steps(set, of(pod("db-0"), "new"))).isEmpty();
        assertThat(steps(set, of(ready("db-0"), "new"))).containsExactly(new Step.Create(1, true));
    }

    @Test
    void makesAllAtOnceWhereItMay() {
        assertThat(steps(set(3, "Parallel", 2)))
                .containsExactly(
                        new Step.Create(0, false),
                        new Step.Create(1, false),
                        new Step.Create(2, true));
    }

    @Test
    void shrinksFromTheTop() {
        var two = of(ready("db-2"), "new");
        var plan =
                steps(
                        set(1, "OrderedReady", 0),
                        of(ready("db-0"), "new"),
                        of(ready("db-1"), "new"),
                        two);
        assertThat(plan).containsExactly(new Step.Delete(2, two));
    }

    @Test
    void updatesFromTheTopDownToThePartition() {
        var set = set(3, "OrderedReady", 1);
        var zero = of(ready("db-0"), "old");
        var one = of(ready("db-1"), "old");
        assertThat(steps(set, zero, one, of(ready("db-2"), "old")))
                .hasSize(1)
                .first()
                .extracting(Step::ordinal)
                .isEqualTo(2);
        assertThat(steps(set, zero, one, of(ready("db-2"), "new")))
                .containsExactly(new Step.Delete(1, one));
        assertThat(steps(set, zero, of(ready("db-1"), "new"), of(ready("db-2"), "new"))).isEmpty();
    }

    @Test
    void updatesEveryPodOfASetThatNamesNoPartition() {
        var set =
                set(1, "OrderedReady", 0)
                        .mapSpec(spec ->
                                spec.withUpdateStrategy(
                                        StatefulSetUpdateStrategy.builder()
                                                .type("RollingUpdate")
                                                .build()))
                        .mapStatus(status -> status.withCurrentReplicas(1));
        var old = of(ready("db-0"), "old");
        assertThat(steps(set, old)).containsExactly(new Step.Delete(0, old));
    }
}
