package dev.jong.scheduler;

import static dev.jong.scheduler.Cases.pod;
import static dev.jong.scheduler.Cases.priority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSchedulingGate;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.plugins.NodeResourcesFit;
import dev.jong.scheduler.plugins.PrioritySort;
import dev.jong.scheduler.plugins.SchedulingGates;
import dev.jong.scheduler.queue.QueuedPod;
import dev.jong.scheduler.queue.SchedulingQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private final Cases cases = new Cases();
    private final NodeResourcesFit fit = new NodeResourcesFit(cases.nodes.resources());
    private final List<String> came = new ArrayList<>();
    private final SchedulingQueue queue =
            new SchedulingQueue(
                    new PrioritySort(),
                    _ -> List.of(new SchedulingGates()),
                    (queue, event) -> came.add(queue + " " + event));

    private void put(Pod pod, int second) {
        queue.put(cases.demand(pod), true, at(second));
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }

    private QueuedPod next(int second) {
        return queue.next(at(second)).orElseThrow();
    }

    @Test
    void triesHigherPrioritiesFirstThenWhoCameFirst() {
        put(pod("first", "1"), 1);
        put(pod("second", "1"), 2);
        put(priority(pod("urgent", "1"), 9), 3);
        assertThat(List.of(next(4), next(4), next(4)))
                .extracting(each -> each.demand().key())
                .containsExactly("default/urgent", "default/first", "default/second");
        assertThat(queue.next(at(4))).isEmpty();
    }

    @Test
    void wakesOnlyWhomTheNewsMayHelp() {
        cases.node("small", "1", "1Gi").node("big", "8", "8Gi");
        put(pod("p", "4"), 0);
        queue.refused(next(0), Set.of(fit), at(0));
        queue.happened(new ClusterEvent.NodeChanged(cases.nodes.find("small")), at(5));
        assertThat(queue.next(at(5))).isEmpty();
        queue.happened(new ClusterEvent.NodeChanged(cases.nodes.find("big")), at(5));
        assertThat(next(5).attempts()).isEqualTo(2);
    }

    @Test
    void backsOffAfterErrorsLongerEachTime() {
        put(pod("p", "1"), 0);
        queue.failed(next(0), at(0));
        assertThat(queue.next(at(0))).isEmpty();
        assertThat(queue.nextDue()).contains(at(1));
        queue.failed(next(1), at(1));
        assertThat(queue.nextDue()).contains(at(3));
    }

    @Test
    void triesAgainAfterFiveMinutesWhateverHappened() {
        put(pod("p", "1"), 0);
        queue.refused(next(0), Set.of(fit), at(0));
        queue.flush(at(299));
        assertThat(queue.next(at(299))).isEmpty();
        queue.flush(at(300));
        assertThat(next(300).attempts()).isEqualTo(2);
    }

    @Test
    void holdsAPodUntilItsGatesAreGone() {
        var gated =
                pod("p", "1")
                        .mapSpec(spec ->
                                spec.withSchedulingGates(
                                        List.of(PodSchedulingGate.builder().name("wait").build())));
        put(gated, 0);
        assertThat(queue.next(at(0))).isEmpty();
        assertThat(queue.sizes()).containsEntry("gated", 1L);
        put(pod("p", "1"), 1);
        assertThat(next(1).demand().key()).isEqualTo("default/p");
    }

    @Test
    void forgetsAPodThatIsDeleted() {
        put(pod("p", "1"), 0);
        var taken = next(0);
        queue.remove("uid-p");
        queue.refused(taken, Set.of(), at(0));
        queue.flush(at(1000));
        assertThat(queue.next(at(1000))).isEmpty();
    }

    @Test
    void tellsWhyPodsCome() {
        cases.node("big", "8", "8Gi");
        put(pod("p", "4"), 0);
        queue.refused(next(0), Set.of(fit), at(0));
        queue.happened(new ClusterEvent.NodeChanged(cases.nodes.find("big")), at(5));
        queue.failed(next(5), at(5));
        var _ = next(60);
        assertThat(came)
                .containsExactly(
                        "active UnschedulablePodAdd",
                        "unschedulable ScheduleAttemptFailure",
                        "active NodeUpdate",
                        "backoff ScheduleAttemptFailure",
                        "active BackoffComplete");
    }
}
