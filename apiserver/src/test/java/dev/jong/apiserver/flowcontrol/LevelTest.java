package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.flowcontrol.v1.LimitResponse;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationSpec;
import dev.jong.api.flowcontrol.v1.QueuingConfiguration;
import dev.jong.foundation.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LevelTest {
    private static final Metrics.Level NOBODY = new Metrics().gauges("waiting", "").with();

    private static Level level(int seats, LimitResponse response) {
        var spec =
                new PriorityLevelConfigurationSpec(
                        "Limited",
                        new LimitedPriorityLevelConfiguration(seats, response, 0, null),
                        null);
        var level = new Level("l");
        level.configure(PriorityLevelConfiguration.EMPTY.withSpec(spec), seats, 600);
        return level;
    }

    private static LimitResponse queues(int count, int hand, int length) {
        return new LimitResponse("Queue", new QueuingConfiguration(count, hand, length));
    }

    private static Level.Admission admitted(Level level) {
        return admission(level.enter(() -> 0, "f", 1, NOBODY));
    }

    private static Level.Admission admission(Level.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Level.Outcome.Admitted.class);
        return ((Level.Outcome.Admitted) outcome).admission();
    }

    @Test
    void sendsAwayWhomItCannotSeat() {
        var level = level(2, new LimitResponse("Reject", null));
        var first = admitted(level);
        admitted(level);
        assertThat(level.enter(() -> 0, "f", 1, NOBODY))
                .isEqualTo(new Level.Outcome.Refused("concurrency-limit", 1));
        level.leave(first);
        admitted(level);
        assertThat(level.rejected()).isEqualTo(1);
        assertThat(level.dispatched()).isEqualTo(3);
    }

    @Test
    void letsWaitAndServesWhenASeatIsFree() throws Exception {
        var level = level(1, queues(4, 2, 10));
        var first = admitted(level);
        BlockingQueue<Level.Outcome> served = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> served.add(level.enter(() -> 7, "f", 1, NOBODY)));
        Awaitility.await().until(() -> level.waiting() == 1);
        assertThat(level.lines().stream().flatMap(line -> line.flows().stream()))
                .containsExactly("f");
        assertThat(served).isEmpty();
        level.leave(first);
        level.leave(admission(served.poll(10, TimeUnit.SECONDS)));
        assertThat(level.taken()).isZero();
        assertThat(level.waiting()).isZero();
    }

    @Test
    void sendsAwayWhenTheQueueIsFull() {
        var level = level(1, queues(1, 1, 1));
        var first = admitted(level);
        Thread.ofVirtual()
                .start(() -> level.leave(admission(level.enter(() -> 0, "f", 1, NOBODY))));
        Awaitility.await().until(() -> level.waiting() == 1);
        assertThat(level.enter(() -> 0, "f", 1, NOBODY))
                .isEqualTo(new Level.Outcome.Refused("queue-full", 1));
        level.leave(first);
        Awaitility.await().until(() -> level.taken() == 0);
    }

    @Test
    void servesAModestFlowBeforeTheRestOfAGreedyOne() throws Exception {
        var level = level(1, queues(2, 1, 50));
        var first = admitted(level);
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        for (int i = 0; i < 5; i++) {
            queue(level, 0, "greedy", order);
        }
        queue(level, 1, "modest", order);
        level.leave(first);
        assertThat(List.of(take(order), take(order))).contains("modest");
        for (int i = 0; i < 4; i++) {
            assertThat(take(order)).isEqualTo("greedy");
        }
    }

    private static String take(BlockingQueue<String> order) throws InterruptedException {
        return String.valueOf(order.poll(10, TimeUnit.SECONDS));
    }

    private static void queue(Level level, long hash, String flow, BlockingQueue<String> order) {
        int before = level.waiting();
        Thread.ofVirtual()
                .start(() -> {
                    var admission = admission(level.enter(() -> hash, flow, 1, NOBODY));
                    order.add(flow);
                    level.leave(admission);
                });
        Awaitility.await().until(() -> level.waiting() == before + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x1234_5678_9abc_def0L})
    void dealsDifferentCards(long hash) {
        var hand = ShuffleSharding.deal(hash, 64, 6);
        assertThat(Arrays.stream(hand).distinct().count()).isEqualTo(6);
        assertThat(Arrays.stream(hand).allMatch(card -> card >= 0 && card < 64)).isTrue();
    }

    @Test
    void dealsTheHandThatUpstreamDeals() {
        assertThat(ShuffleSharding.deal(0, 128, 3)).containsExactly(0, 1, 2);
        assertThat(ShuffleSharding.deal(127 + 128L * 126, 128, 2)).containsExactly(127, 126);
    }

    @Test
    void dividesSeatsByWhatIsWantedWithinBounds() {
        var idle = new Shares.Claim(10, 600, 1);
        var busy = new Shares.Claim(50, 600, 900);
        var capped = new Shares.Claim(20, 40, 900);
        assertThat(Shares.divide(600, List.of(idle, busy, capped))).containsExactly(10, 550, 40);
        assertThat(Shares.nominal(600, 100, 245)).isEqualTo(245);
    }

    @Test
    void waitsLongerWhileManyAreSentAway() {
        var sentAway = new SentAway();
        long second = 1_000_000_000L;
        assertThat(sentAway.another(0)).isEqualTo(1);
        sentAway.another(second / 2);
        sentAway.another(second);
        assertThat(sentAway.another(second + 1)).isEqualTo(2);
    }
}
