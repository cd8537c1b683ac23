package dev.jong.scheduler;

import static dev.jong.scheduler.Cases.pod;
import static dev.jong.scheduler.Cases.priority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetSpec;
import dev.jong.api.policy.v1.PodDisruptionBudgetStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreemptionTest {
    private final Cases cases = new Cases();

    private List<String> victims(dev.jong.api.core.v1.Pod pod) {
        return switch (cases.place(pod)) {
            case Placement.AfterEviction(_, var node, var victims) -> {
                var names =
                        new java.util.ArrayList<>(
                                victims.stream().map(each -> each.demand().key()).toList());
                names.addFirst(node.name());
                yield names;
            }
            case Placement.On _, Placement.Nowhere _ -> List.of();
        };
    }

    @Test
    void evictsAsFewAndAsUnimportantAsItCan() {
        cases.node("a", "4", "8Gi").node("b", "4", "8Gi");
        cases.running(priority(pod("a-high", "2"), 50), "a")
                .running(priority(pod("a-low", "2"), 1), "a");
        cases.running(priority(pod("b-mid", "2"), 20), "b")
                .running(priority(pod("b-mid2", "2"), 20), "b");
        assertThat(victims(priority(pod("p", "2"), 100))).containsExactly("a", "default/a-low");
        assertThat(victims(priority(pod("p", "4"), 40)))
                .containsExactly("b", "default/b-mid", "default/b-mid2");
        assertThat(victims(priority(pod("p", "1"), 1))).isEmpty();
        assertThat(cases.run(pod("nobody", "1"))).isEmpty();
        assertThat(cases.nodes.placed("uid-a-low")).isNotNull();
    }

    @Test
    void sparesPodsWhoseBudgetIsUsedUp() {
        cases.node("a", "2", "8Gi").node("b", "2", "8Gi");
        cases.running(priority(pod("guarded", "2", Map.of("app", "db")), 1), "a");
        cases.running(priority(pod("open", "2"), 10), "b");
        cases.budgets.add(
                PodDisruptionBudget.builder()
                        .metadata(ObjectMeta.builder().name("db").namespace("default").build())
                        .spec(
                                PodDisruptionBudgetSpec.builder()
                                        .selector(
                                                LabelSelector.builder()
                                                        .matchLabels(Map.of("app", "db"))
                                                        .build())
                                        .build())
                        .status(PodDisruptionBudgetStatus.builder().disruptionsAllowed(0).build())
                        .build());
        assertThat(victims(priority(pod("p", "2"), 100))).containsExactly("b", "default/open");
    }

    @Test
    void givesNoRoomAwayThatIsPromised() {
        cases.node("a", "2", "8Gi");
        var promised = priority(pod("promised", "2"), 100);
        cases.nominations.put(cases.demand(promised), "a");
        assertThat(cases.refusal(priority(pod("lesser", "1"), 1)))
                .startsWith("0/1 nodes are available: 1 Insufficient cpu.");
        assertThat(cases.run(priority(pod("greater", "1"), 200))).isEqualTo("a");
        cases.nodes.unplace("uid-greater");
        assertThat(cases.run(promised)).isEqualTo("a");
    }

    @Test
    void neverPreemptsWhenToldNotTo() {
        cases.node("a", "2", "8Gi").running(priority(pod("low", "2"), 1), "a");
        var polite =
                priority(pod("p", "2"), 100).mapSpec(spec -> spec.withPreemptionPolicy("Never"));
        assertThat(cases.refusal(polite))
                .isEqualTo(
                        "0/1 nodes are available: 1 Insufficient cpu. "
                                + "preemption: not eligible due to preemptionPolicy=Never.");
    }
}
