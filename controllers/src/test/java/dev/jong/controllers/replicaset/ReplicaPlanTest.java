package dev.jong.controllers.replicaset;

import static dev.jong.controllers.Objects.NOW;
import static dev.jong.controllers.Objects.named;
import static dev.jong.controllers.Objects.pod;
import static dev.jong.controllers.Objects.ready;
import static dev.jong.controllers.Objects.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.selector.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaPlanTest {
    private static ReplicaGoal goal(int replicas) {
        var set = ReplicaSet.builder().metadata(named("set")).build();
        return new ReplicaGoal(set, Selector.everything(), template("x"), replicas, 0);
    }

    private static List<String> deleted(int replicas, List<Pod> pods) {
        return ReplicaPlan.of(goal(replicas), pods, pods, NOW).surplus().stream()
                .map(Pod::name)
                .toList();
    }

    @Test
    void createsWhatIsMissing() {
        var plan = ReplicaPlan.of(goal(3), List.of(ready("a")), List.of(), NOW);
        assertThat(plan.missing()).isEqualTo(2);
        assertThat(plan.surplus()).isEmpty();
    }

    @Test
    void deletesUnscheduledThenPendingThenUnreadyPodsFirst() {
        var unscheduled = pod("unscheduled").mapSpec(spec -> spec.withNodeName(null));
        var pending = pod("pending").mapStatus(status -> status.withPhase("Pending"));
        var pods = List.of(ready("ready"), pod("unready"), pending, unscheduled);
        assertThat(deleted(3, pods)).containsExactly("unscheduled");
        assertThat(deleted(1, pods)).containsExactly("unscheduled", "pending", "unready");
    }

    @Test
    void deletesTheCheapestAndThenThoseOnCrowdedNodes() {
        var cheap =
                ready("cheap")
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        java.util.Map.of(
                                                "controller.kubernetes.io/pod-deletion-cost",
                                                "-5")));
        var alone = ready("alone").mapSpec(spec -> spec.withNodeName("other"));
        var pods = List.of(alone, ready("crowded1"), ready("crowded2"), cheap);
        assertThat(deleted(3, pods)).containsExactly("cheap");
        assertThat(deleted(1, pods)).startsWith("cheap").doesNotContain("alone");
    }

    @Test
    void leavesASetAloneThatIsBeingDeleted() {
        var goal = goal(3);
        var going =
                new ReplicaGoal(
                        goal.owner()
                                .withMetadata(goal.owner().metadata().withDeletionTimestamp(NOW)),
                        goal.selector(),
                        goal.template(),
                        3,
                        0);
        assertThat(ReplicaPlan.of(going, List.of(), List.of(), NOW).missing()).isZero();
    }
}
