package dev.jong.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Clock clock = new Clock();
    private final List<Long> calls = new ArrayList<>();
    private final List<Long> crowdCalls = new ArrayList<>();
    private int watchers;
    private final Pace pace = new Pace(() -> called(calls), () -> called(crowdCalls), clock);

    private int called(List<Long> among) {
        among.add(clock.now);
        return watchers;
    }

    @Test
    void callsFewAtOnce() {
        watchers = 40;
        askEachMilli(20);
        assertThat(calls).hasSize(20);
    }

    @Test
    void letsManyRest() {
        watchers = 400;
        askEachMilli(50);
        assertThat(calls).containsExactly(0L);
        assertThat(crowdCalls).containsExactly(10L, 20L, 30L, 40L, 50L);
    }

    @Test
    void forgetsNobodyWhoWaits() {
        watchers = 400;
        pace.ask();
        clock.forward(1);
        pace.ask();
        clock.forward(500);
        assertThat(calls).containsExactly(0L);
        assertThat(crowdCalls).containsExactly(10L);
        pace.ask();
        assertThat(calls).containsExactly(0L, 501L);
    }

    @Test
    void restsNoLongerThanItsLongest() {
        watchers = 100_000;
        askEachMilli(80);
        assertThat(calls).containsExactly(0L);
        assertThat(crowdCalls).containsExactly(25L, 50L, 75L);
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
