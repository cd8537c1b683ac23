package dev.jong.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Clock clock = new Clock();
    private final List<Call> woken = new ArrayList<>();
    private final List<Call> told = new ArrayList<>();
    private List<Integer> watchers = List.of();
    private final Pace<Integer> pace =
            new Pace<>(
                    () -> watchers,
                    watcher -> woken.add(new Call(watcher, clock.now)),
                    watcher -> told.add(new Call(watcher, clock.now)),
                    clock);

    private record Call(int watcher, long milli) {}

    private void crowdOf(int count) {
        watchers = IntStream.range(0, count).boxed().toList();
    }

    private List<Long> timesOf(int watcher) {
        return told.stream().filter(call -> call.watcher == watcher).map(Call::milli).toList();
    }

    @Test
    void wakesFewAtOnce() {
        crowdOf(39);
        askEachMilli(20);
        assertThat(woken).hasSize(20 * 39);
        assertThat(told).isEmpty();
    }

    @Test
    void tellsManyAtOnceAfterARest() {
        crowdOf(400);
        pace.ask();
        clock.forward(1);
        assertThat(told).hasSize(400).allMatch(call -> call.milli <= 1);
        clock.forward(500);
        pace.ask();
        clock.forward(1);
        assertThat(told).hasSize(800).allMatch(call -> call.milli <= 1 || call.milli >= 501);
        assertThat(woken).isEmpty();
    }

    @Test
    void tellsEachOfManyOnceATurn() {
        crowdOf(400);
        askEachMilli(40);
        for (int watcher : List.of(0, 200, 399)) {
            var times = timesOf(watcher);
            assertThat(times).hasSize(4);
            assertThat(times.get(2) - times.get(1)).isEqualTo(10);
            assertThat(times.get(3) - times.get(2)).isEqualTo(10);
        }
    }

    @Test
    void spreadsATurn() {
        crowdOf(400);
        askEachMilli(21);
        var turn = told.subList(400, 800);
        assertThat(turn).extracting(Call::watcher).isEqualTo(watchers);
        assertThat(turn).filteredOn(call -> call.milli < 16).hasSizeBetween(200, 300);
        assertThat(turn.getFirst().milli).isEqualTo(11);
        assertThat(turn.getLast().milli).isBetween(18L, 20L);
    }

    @Test
    void forgetsNobodyWhoWaits() {
        crowdOf(400);
        pace.ask();
        clock.forward(5);
        pace.ask();
        clock.forward(500);
        assertThat(told).hasSize(800);
        pace.ask();
        clock.forward(13);
        pace.ask();
        clock.forward(500);
        assertThat(told).hasSize(1600);
    }

    @Test
    void aTurnIsNoLongerThanTheLongest() {
        crowdOf(100_000);
        askEachMilli(101);
        assertThat(timesOf(99_999)).hasSize(4);
    }

    private void askEachMilli(int times) {
        for (int i = 0; i < times; i++) {
            pace.ask();
            clock.forward(1);
        }
    }

    /// Goes on by whole milliseconds.
    private static final class Clock implements Pace.Timer {
        private record Task(long time, Runnable task) {}

        private final List<Task> tasks = new ArrayList<>();
        private long now;

        @Override
        public long now() {
            return Duration.ofMillis(now).toNanos();
        }

        @Override
        public void at(long time, Runnable task) {
            tasks.add(new Task(time, task));
        }

        void forward(int millis) {
            for (int i = 0; i < millis; i++) {
                now++;
                var due = tasks.stream().filter(task -> task.time <= now()).toList();
                tasks.removeAll(due);
                due.forEach(task -> task.task.run());
            }
        }
    }
}
