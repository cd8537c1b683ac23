package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

@Timeout(180)
class LevelTest {
    private final BlockingQueue<String> order = new LinkedBlockingQueue<>();

    private static Turn served(Turns turns, Turn turn) {
        assertThat(turns.level().enter(turn)).isEqualTo(Level.Outcome.SERVED);
        return turn;
    }

    private static String take(BlockingQueue<String> order) throws InterruptedException {
        return String.valueOf(order.poll(60, TimeUnit.SECONDS));
    }

    /// Waits for its turn elsewhere, says that it was served, and ends.
    private void queue(Turns turns, String user, Work work) {
        int before = turns.level().seats().waiting();
        Thread.ofVirtual()
                .start(() -> {
                    var turn = turns.of(user, work, "");
                    order.add(turns.level().enter(turn) + " " + user);
                    turn.run();
                });
        Awaitility.await().until(() -> turns.level().seats().waiting() == before + 1);
    }

    private static List<Turn> waiting(Level level) {
        return level.queueing().lines().stream().flatMap(line -> line.waiting().stream()).toList();
    }

    @Test
    void sendsAwayWhomItCannotSeat() {
        try (var turns = new Turns(2, Turns.reject())) {
            var first = served(turns, turns.of("u"));
            served(turns, turns.of("u"));
            assertThat(turns.level().enter(turns.of("u"))).isEqualTo(Level.Outcome.NO_SEATS);
            first.run();
            first.run(); // it ends only once
            served(turns, turns.of("u"));
            assertThat(turns.level().enter(turns.of("u"))).isEqualTo(Level.Outcome.NO_SEATS);
            assertThat(turns.level().rejected()).isEqualTo(2);
            assertThat(turns.level().dispatched()).isEqualTo(3);
        }
    }

    /// As upstream: a request that wants more than there is runs when it is alone.
    @Test
    void whatIsTooWideRunsAlone() {
        try (var turns = new Turns(0, Turns.reject())) {
            var first = served(turns, turns.of("u"));
            assertThat(turns.level().enter(turns.of("u"))).isEqualTo(Level.Outcome.NO_SEATS);
            first.run();
            served(turns, turns.of("u", Work.seats(7), "")).run();
        }
    }

    @Test
    void letsWaitAndServesWhenASeatIsFree() throws Exception {
        try (var turns = new Turns(1, Turns.queues(4, 2, 10))) {
            var first = served(turns, turns.of("u"));
            queue(turns, "v", Work.ONE_SEAT);
            assertThat(waiting(turns.level())).extracting(Turn::flow).containsExactly("v");
            assertThat(order).isEmpty();
            first.run();
            assertThat(take(order)).isEqualTo("SERVED v");
            Awaitility.await().until(turns.level()::isIdle);
            assertThat(turns.level().seats().taken()).isZero();
        }
    }

    @Test
    void sendsAwayWhenTheQueueIsFull() throws Exception {
        try (var turns = new Turns(1, Turns.queues(1, 1, 1))) {
            var first = served(turns, turns.of("u"));
            queue(turns, "v", Work.ONE_SEAT);
            assertThat(turns.level().enter(turns.of("w"))).isEqualTo(Level.Outcome.QUEUE_FULL);
            first.run();
            assertThat(take(order)).isEqualTo("SERVED v");
        }
    }

    @Test
    void waitsForAQuarterOfWhatARequestMayLast() {
        try (var turns = new Turns(1, Turns.queues(1, 1, 1))) {
            served(turns, turns.of("u"));
            assertThat(turns.level().enter(turns.of("v", Work.ONE_SEAT, "timeout=80ms")))
                    .isEqualTo(Level.Outcome.TIMED_OUT);
            assertThat(turns.level().seats().waiting()).isZero();
            assertThat(turns.level().seats().wanted()).isEqualTo(1);
            assertThat(turns.level().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void servesAModestFlowBeforeTheRestOfAGreedyOne() throws Exception {
        try (var turns = new Turns(1, Turns.queues(2, 1, 50))) {
            var first = served(turns, turns.of("first"));
            var greedy = Turns.userOf(0);
            var modest = Turns.userOf(1);
            for (int i = 0; i < 5; i++) {
                queue(turns, greedy, Work.ONE_SEAT);
            }
            queue(turns, modest, Work.ONE_SEAT);
            first.run();
            assertThat(List.of(take(order), take(order))).contains("SERVED " + modest);
            for (int i = 0; i < 4; i++) {
                assertThat(take(order)).isEqualTo("SERVED " + greedy);
            }
        }
    }

    /// Who went past the queues is charged for it as soon as somebody has to wait.
    @Test
    void whoWentPastTheQueuesIsChargedAsIfHeHadNot() throws Exception {
        try (var turns = new Turns(4, Turns.queues(2, 1, 50))) {
            var greedy = Turns.userOf(0);
            var first = served(turns, turns.of(greedy));
            served(turns, turns.of(greedy, Work.seats(3), ""));
            var before = turns.level().queueing().lines().getFirst();
            assertThat(before.executing()).hasSize(2);
            assertThat(before.next()).isEqualTo(SeatSeconds.ZERO);
            queue(turns, Turns.userOf(1), Work.ONE_SEAT);
            var line = turns.level().queueing().lines().getFirst();
            assertThat(line.executing()).hasSize(2);
            assertThat(line.seats()).isEqualTo(4);
            assertThat(line.next()).hasToString("0.01200000ss");
            first.run();
            assertThat(take(order)).isEqualTo("SERVED " + Turns.userOf(1));
            var after = turns.level().queueing().lines().getFirst();
            assertThat(after.seats()).isEqualTo(3);
            assertThat(after.next()).isNotEqualTo(line.next()); // by what it really lasted
        }
    }

    @Test
    void aRequestWhoseChangeManyWatchKeepsItsSeatsForAWhile() {
        try (var turns = new Turns(2, Turns.queues(1, 1, 10))) {
            var after = Duration.ofMillis(200);
            var wide = served(turns, turns.of("u", new Work(1, 2, after), ""));
            long end = System.nanoTime() + after.toNanos();
            wide.run();
            assertThat(turns.level().seats().executing()).isZero();
            var next = served(turns, turns.of("v"));
            assertThat(next.started()).isGreaterThanOrEqualTo(end);
            next.run();
            Awaitility.await().until(() -> turns.level().seats().taken() == 0);
        }
    }

    /// Queues that are no longer wanted go when they are empty.
    @Test
    void fewerQueuesServeWhoWaitsInTheOthers() throws Exception {
        try (var turns = new Turns(1, Turns.queues(2, 1, 50))) {
            var first = served(turns, turns.of("first"));
            queue(turns, Turns.userOf(1), Work.ONE_SEAT);
            turns.configure(1, Turns.queues(1, 1, 50));
            assertThat(turns.level().queueing().lines()).hasSize(2);
            first.run();
            assertThat(take(order)).startsWith("SERVED");
            Awaitility.await().until(() -> turns.level().queueing().lines().size() == 1);
        }
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

    /// Of so many in a second who is told what.
    private static int after(SentAway sentAway, long second, int count) {
        int told = 0;
        for (int i = 0; i < count; i++) {
            told = sentAway.another(second);
        }
        return told;
    }

    @Test
    void tellsToComeLaterWhileManyAreSentAway() {
        var sentAway = new SentAway();
        assertThat(after(sentAway, 100, 3)).isEqualTo(1);
        assertThat(after(sentAway, 101, 6)).isEqualTo(2);
        assertThat(after(sentAway, 102, 1)).isEqualTo(2); // raised a second ago
        assertThat(after(sentAway, 103, 10)).isEqualTo(4);
        assertThat(after(sentAway, 104, 10)).isEqualTo(4);
        assertThat(after(sentAway, 107, 1)).isEqualTo(8);
        assertThat(after(sentAway, 115, 1)).isEqualTo(7);
        assertThat(after(sentAway, 125, 1)).isEqualTo(6);
        assertThat(after(sentAway, 126, 1)).isEqualTo(5);
        for (int i = 0; i < 10; i++) {
            after(sentAway, 200 + i, 1000);
        }
        long second = 300;
        for (int i = 0; i < 200; i++) {
            after(sentAway, second++, 1000);
        }
        assertThat(after(sentAway, second, 1)).isEqualTo(32);
    }
}
